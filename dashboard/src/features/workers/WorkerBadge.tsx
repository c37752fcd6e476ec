import {
  IconCircle,
  IconCircleDashed,
  IconCircleFilled,
  IconPlayerPause,
  type Icon,
} from '@tabler/icons-react';

import type { TaskState } from '../../api/tasks';
import type { Worker } from '../../api/workers';
import { stateColor, stateTint } from '../../app/stateColors';
import classes from './WorkerBadge.module.css';

/** Shape and colour of a status; the colours are those of the states that mean about the same. */
const LOOKS: Record<string, { icon: Icon; like: TaskState }> = {
  busy: { icon: IconCircleFilled, like: 'running' },
  idle: { icon: IconCircle, like: 'completed' },
  draining: { icon: IconPlayerPause, like: 'paused' },
  offline: { icon: IconCircleDashed, like: 'canceled' },
};

export function WorkerBadge({ worker }: { worker: Worker }) {
  const word = worker.draining && worker.status !== 'offline' ? 'draining' : worker.status;
  const { icon: Shape, like } = LOOKS[word] ?? { icon: IconCircle, like: 'canceled' };
  return (
    <span
      className={classes.badge}
      style={{ color: stateColor(like), backgroundColor: stateTint(like) }}
    >
      <Shape size={10} stroke={2.5} aria-hidden />
      {word}
    </span>
  );
}
