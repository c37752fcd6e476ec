import { IconAlertTriangle, IconCircleCheck, IconCircleX, type Icon } from '@tabler/icons-react';

import type { HealthStatus } from '../../api/system';
import type { TaskState } from '../../api/tasks';
import { stateColor } from '../../app/stateColors';
import classes from './HealthBadge.module.css';

const LOOKS: Record<HealthStatus, { icon: Icon; like: TaskState }> = {
  ok: { icon: IconCircleCheck, like: 'completed' },
  degraded: { icon: IconAlertTriangle, like: 'assigned' },
  down: { icon: IconCircleX, like: 'failed' },
};

/** Health by shape, colour and word. */
export function HealthBadge({ status }: { status: HealthStatus }) {
  const { icon: Shape, like } = LOOKS[status];
  return (
    <span className={classes.badge} style={{ color: stateColor(like) }}>
      <Shape size={16} stroke={2} aria-hidden />
      {status}
    </span>
  );
}
