import { Tooltip } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import { stateColor, stateTint } from '../../app/stateColors';
import type { Job } from '../../api/jobs';
import classes from './Jobs.module.css';

/** Says that the breaker switched a job's schedule off; nothing while it did not. */
export function Broken({ job }: { readonly job: Job }) {
  if (!job.broken) return null;
  const why =
    job.brokenErrors > 0
      ? `A scheduled run counted ${job.brokenErrors} errors`
      : 'Scheduled runs failed';
  return (
    <Tooltip label={`${why}. Set its schedule to switch it on again.`}>
      <span
        className={classes.badge}
        style={{ color: stateColor('failed'), backgroundColor: stateTint('failed') }}
      >
        <IconAlertTriangle size={13} stroke={2} aria-hidden />
        broken
      </span>
    </Tooltip>
  );
}
