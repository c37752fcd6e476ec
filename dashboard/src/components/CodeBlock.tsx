import classes from './CodeBlock.module.css';
import { visibleLines } from './visible';

interface Props {
  /** What it is: `Command`. */
  readonly label: string;
  readonly children: string;
}

/** A text of users as it was written, line by line. */
export function CodeBlock({ label, children }: Props) {
  return (
    // It scrolls when it is long, so keys must get there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <pre className={classes.code} tabIndex={0} aria-label={label}>
      {visibleLines(children)}
    </pre>
  );
}
