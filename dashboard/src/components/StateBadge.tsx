import {
  IconBan,
  IconCircleCheck,
  IconCircleX,
  IconClock,
  IconHourglass,
  IconPlayerPause,
  IconPlayerPlay,
  IconStack2,
  IconUserCheck,
  type Icon,
} from '@tabler/icons-react';

import type { TaskState } from '../api/tasks';
import { stateColor, stateTint } from '../app/stateColors';
import classes from './StateBadge.module.css';

const ICONS: Record<TaskState, Icon> = {
  waiting: IconHourglass,
  scheduled: IconClock,
  queued: IconStack2,
  assigned: IconUserCheck,
  running: IconPlayerPlay,
  completed: IconCircleCheck,
  failed: IconCircleX,
  paused: IconPlayerPause,
  canceled: IconBan,
};

/** A state's shape in its colour. Beside a text that names the state. */
export function StateIcon({ state, size = 16 }: { state: TaskState; size?: number }) {
  const Shape = ICONS[state];
  return <Shape size={size} stroke={2} color={stateColor(state)} aria-hidden />;
}

/** A state by colour, shape and word. */
export function StateBadge({ state }: { state: TaskState }) {
  const style = { color: stateColor(state), backgroundColor: stateTint(state) };
  return (
    <span className={classes.badge} style={style} data-state={state}>
      <StateIcon state={state} size={13} />
      {state}
    </span>
  );
}
