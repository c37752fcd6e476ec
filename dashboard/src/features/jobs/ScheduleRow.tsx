import { Text } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { timesWithin } from '../../components/zoned';
import classes from './Jobs.module.css';
import { DISABLED } from './DisabledBadge';
import { Next } from './Next';
import { QuickSchedule } from './QuickSchedule';
import { stopped } from './stopped';
import { StoppedBadge } from './StoppedBadge';
import type { SetSchedule } from './use-set-schedule';

/** When it runs by itself, and the select that changes it at once. */
export function ScheduleRow({ job, action }: { job: Job; action: SetSchedule }) {
  const { timezone } = job.definition.schedule;
  const stop = stopped(job);
  const text = timesWithin(job.scheduleText, timezone);
  return (
    <section className={[classes.row, classes.roomy].join(' ')} aria-label="Schedule">
      <span className={classes.caps} aria-hidden>
        Schedule
      </span>
      <QuickSchedule job={job} action={action} />
      <StoppedBadge job={job} />
      <Text size="sm">
        {text}
        {!text.endsWith(timezone) && (
          <Text span c="dimmed">
            {' '}
            · {timezone}
          </Text>
        )}
      </Text>
      {job.definition.enabled && job.nextRunAt !== null && (
        <Text size="sm" className="tabular">
          Next run: <Next job={job} />
        </Text>
      )}
      {!job.definition.enabled && (
        <Text size="sm" fw={500}>
          {DISABLED} Enable it to have it run again.
        </Text>
      )}
      {stop !== null && (
        <Text size="sm" c="dimmed">
          {stop.why}
        </Text>
      )}
    </section>
  );
}
