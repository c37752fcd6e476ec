import { Tooltip } from '@mantine/core';
import { IconFlag } from '@tabler/icons-react';

import { stateColor, stateTint } from '../../app/stateColors';
import type { Job } from '../../api/jobs';
import classes from './Jobs.module.css';

/** Says that a schedule that is on has no time left; nothing while it has one. */
export function Ended({ job }: { readonly job: Job }) {
  if (job.scheduleState !== 'ended') return null;
  return (
    <Tooltip label="All times of its schedule are past. Set another to have it run again.">
      <span
        className={classes.badge}
        style={{ color: stateColor('canceled'), backgroundColor: stateTint('canceled') }}
      >
        <IconFlag size={13} stroke={2} aria-hidden />
        ended
      </span>
    </Tooltip>
  );
}
