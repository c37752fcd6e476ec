import { Tooltip } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { moment } from '../../components/format';

/** When a job runs next, where the reader is; in its own zone when pointed at. */
export function Next({ job }: { readonly job: Job }) {
  const { nextRunAt } = job;
  if (nextRunAt === null) return <>—</>;
  return (
    <Tooltip label={inZone(nextRunAt, job.definition.schedule.timezone)}>
      <time className="tabular" dateTime={new Date(nextRunAt).toISOString()}>
        {moment(nextRunAt)}
      </time>
    </Tooltip>
  );
}

function inZone(at: number, timeZone: string): string {
  try {
    const format = new Intl.DateTimeFormat(undefined, {
      dateStyle: 'medium',
      timeStyle: 'long',
      timeZone,
    });
    return `${format.format(at)} (${timeZone})`;
  } catch {
    // A zone that this browser does not know.
    return `${new Date(at).toISOString()} (${timeZone})`;
  }
}
