import { Tooltip } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { Badge } from '../../components/StateBadge';
import { stopped } from './stopped';

/** Says that a schedule is broken or has ended; nothing while it goes on or is off. */
export function StoppedBadge({ job }: { readonly job: Job }) {
  const stop = stopped(job);
  if (stop === null) return null;
  return (
    <Tooltip label={stop.why}>
      <Badge like={stop.like} icon={stop.icon}>
        {stop.word}
      </Badge>
    </Tooltip>
  );
}
