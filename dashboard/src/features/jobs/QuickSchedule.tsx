import { NativeSelect, Text } from '@mantine/core';
import { modals } from '@mantine/modals';

import type { Job, NewJobSchedule } from '../../api/jobs';
import { Words } from '../../components/Words';
import { forgets, quickChoices, quickSchedule, quickValue } from './quick';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly job: Job;
  readonly action: JobActions['schedule'];
  /** The label is seen, not only read aloud. */
  readonly shown?: boolean;
}

/**
 * Off, or every so many hours, set as soon as it is chosen, unless that would forget what somebody
 * wrote. It shows what is kept: a choice that the server refuses goes back by itself.
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
        if (wanted === null) return;
        if (forgets(job, wanted)) confirmReplace(job, wanted, () => action.mutate(wanted));
        else action.mutate(wanted);
      }}
    />
  );
}

function confirmReplace(job: Job, wanted: NewJobSchedule, onConfirm: () => void): void {
  const label = quickChoices(job).find(({ value }) => value === String(wanted.seconds))?.label;
  modals.openConfirmModal({
    title: 'Replace the schedule?',
    children: (
      <Text size="sm">
        <Words>{job.definition.name}</Words> runs “{job.scheduleText}”. That is forgotten when it is
        replaced: it cannot be chosen here again.
      </Text>
    ),
    labels: { confirm: `Replace it: ${label ?? 'another'}`, cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
