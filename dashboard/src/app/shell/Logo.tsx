import { Link } from '@tanstack/react-router';

import { below } from '../../api/base';
import classes from './Logo.module.css';

export function Logo() {
  return (
    <Link to="/" className={classes.logo} aria-label="TaskMaster, to the overview">
      <img src={below('favicon.svg')} width={22} height={22} alt="" />
      <span className={classes.word}>TaskMaster</span>
    </Link>
  );
}
