import type { RunState } from '../../api/jobs';
import { stateColor } from '../../app/stateColors';
import classes from './Jobs.module.css';

/** Heights tell ends apart where colours do not. */
const HEIGHTS: Partial<Record<RunState, number>> = { completed: 8, failed: 16, canceled: 12 };

/** The latest runs as bars, the newest at the right. */
export function Recent({ states }: { readonly states: readonly RunState[] }) {
  if (states.length === 0) return <>–</>;
  const count = (state: RunState) => states.filter(one => one === state).length;
  const label = `Last ${states.length} runs: ${count('completed')} completed, ${count('failed')} failed`;
  return (
    <span className={classes.bars} role="img" aria-label={label}>
      {[...states].reverse().map((state, place) => (
        <span
          // Bars have no identity but their place.
          key={place}
          style={{ height: HEIGHTS[state] ?? 4, backgroundColor: stateColor(state) }}
        />
      ))}
    </span>
  );
}
