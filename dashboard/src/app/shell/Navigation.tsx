import { Link } from '@tanstack/react-router';

import { PAGES } from './pages';
import classes from './Navigation.module.css';

/** Links to the pages, at the side of a laptop or at the bottom of a phone. */
export function Navigation({ place }: { place: 'side' | 'bottom' }) {
  return (
    <nav aria-label={place === 'side' ? 'Pages' : 'Tabs'} className={classes[place]}>
      {PAGES.map(({ to, label, icon: Shape }) => (
        <Link
          key={to}
          to={to}
          className={classes.link}
          activeOptions={{ exact: to === '/' }}
          activeProps={{ className: classes.active ?? '' }}
        >
          <Shape size={place === 'side' ? 17 : 20} stroke={1.7} aria-hidden />
          {label}
        </Link>
      ))}
    </nav>
  );
}
