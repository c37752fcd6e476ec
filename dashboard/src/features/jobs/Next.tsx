import { Text, Tooltip } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { exact, moment, sameClock, timeIn } from '../../components/format';

/** When a job runs next, where the reader is, and on the clock of its own zone where that differs. */
export function Next({ job }: { readonly job: Job }) {
  const { nextRunAt } = job;
  if (nextRunAt === null) return <>–</>;
  const { timezone } = job.definition.schedule;
  return (
    <>
      <Tooltip label={exact(nextRunAt)}>
        <time className="tabular" dateTime={new Date(nextRunAt).toISOString()}>
          {moment(nextRunAt)}
        </time>
      </Tooltip>
      {!sameClock(nextRunAt, timezone) && (
        <Text span inherit c="dimmed">
          {' '}
          ({timeIn(nextRunAt, timezone)})
        </Text>
      )}
    </>
  );
}
