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
import type { ComponentPropsWithRef } from 'react';

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
  return (
    <Badge like={state} icon={ICONS[state]} data-state={state}>
      {state}
    </Badge>
  );
}

interface BadgeProps extends ComponentPropsWithRef<'span'> {
  /** The state whose colours it has. */
  like: TaskState;
  icon: Icon;
}

/** A word with a shape of its own, in the colours of the state that means about the same. */
export function Badge({ like, icon: Shape, className = '', children, ...rest }: BadgeProps) {
  const style = { color: stateColor(like), backgroundColor: stateTint(like) };
  return (
    <span {...rest} className={`${classes.badge ?? ''} ${className}`} style={style}>
      <Shape size={13} stroke={2} aria-hidden />
      {children}
    </span>
  );
}

/** The same without the ground: the word of what is no task, in the looks of a state. */
export function StateWord({ like, children }: { like: TaskState; children: string }) {
  return (
    <span className={classes.word} style={{ color: stateColor(like) }}>
      <StateIcon state={like} size={13} />
      {children}
    </span>
  );
}
