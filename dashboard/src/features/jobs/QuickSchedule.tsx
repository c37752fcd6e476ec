import { NativeSelect } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { quickChoices, quickSchedule, quickValue } from './quick';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly job: Job;
  readonly action: JobActions['schedule'];
  /** The label is seen, not only read aloud. */
  readonly shown?: boolean;
}

/**
 * Off, or every so many hours, set as soon as it is chosen. It shows what is kept: a choice that the
 * server refuses goes back by itself.
 */
export function QuickSchedule({ job, action, shown = false }: Props) {
  return (
    <NativeSelect
      {...(shown ? { label: 'Schedule' } : { 'aria-label': `Schedule of ${job.definition.name}` })}
      size="xs"
      w={130}
      value={quickValue(job)}
      data={quickChoices(job)}
      disabled={action.isPending}
      onChange={event => {
        const wanted = quickSchedule(job, event.currentTarget.value);
        if (wanted !== null) action.mutate(wanted);
      }}
    />
  );
}
