import { Text } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { Broken } from './Broken';
import { Ended } from './Ended';
import classes from './Jobs.module.css';
import { Next } from './Next';
import { QuickSchedule } from './QuickSchedule';
import type { JobActions } from './use-job-actions';

/** When it runs by itself, and the select that changes it at once. */
export function ScheduleRow({ job, action }: { job: Job; action: JobActions['schedule'] }) {
  const { timezone } = job.definition.schedule;
  return (
    <section className={classes.row} aria-label="Schedule">
      <span className={classes.caps} aria-hidden>
        Schedule
      </span>
      <QuickSchedule job={job} action={action} />
      <Broken job={job} />
      <Ended job={job} />
      <Text size="sm">
        {job.scheduleText}
        <Text span c="dimmed">
          {' '}
          · {timezone}
        </Text>
      </Text>
      {job.nextRunAt !== null && (
        <Text size="sm" className="tabular">
          Next run: <Next job={job} />
        </Text>
      )}
    </section>
  );
}
