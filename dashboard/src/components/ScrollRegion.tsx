import type { ReactNode } from 'react';

import classes from './ScrollRegion.module.css';

interface Props {
  /** What is in it, for who does not see it. */
  readonly label: string;
  /** With a border of its own: it stands on the page, not in a card. */
  readonly framed?: boolean;
  /** For how high it may be. */
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A place for what may be larger than it: that scrolls here, rather than moving the page. */
export function ScrollRegion({ label, framed = false, className = '', children }: Props) {
  return (
    <div
      className={`${classes.region ?? ''} ${className}`}
      data-framed={framed || undefined}
      // It scrolls, so keys must get there.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      {children}
    </div>
  );
}
