import { Loader, NativeSelect, Text } from '@mantine/core';
import { modals } from '@mantine/modals';

import { useState } from 'react';

import type { Job, NewJobSchedule } from '../../api/jobs';
import { messageOf } from '../../api/problem';
import { timesWithin } from '../../components/zoned';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import classes from './Jobs.module.css';
import { forgets, quickChoices, quickSchedule, quickValue } from './quick';
import { ChangedMeanwhile } from './set-as-seen';
import type { SetSchedule } from './use-set-schedule';

interface Props {
  readonly job: Job;
  readonly action: SetSchedule;
}

/**
 * Off, or every so many hours, set as soon as it is chosen, unless that would forget what somebody
 * wrote. It shows what is kept: a choice that the server refuses goes back by itself, and says why
 * until the next choice.
 */
export function QuickSchedule({ job, action }: Props) {
  const isOld = useOutdated(job, action);
  const refusal = action.error === null || isOld ? undefined : visible(messageOf(action.error));
  return (
    <NativeSelect
      aria-label={`Schedule of ${visible(job.definition.name)}`}
      size="xs"
      classNames={{
        root: classes.choice ?? '',
        wrapper: classes.choose ?? '',
        input: classes.quick ?? '',
        error: classes.refusal ?? '',
      }}
      value={quickValue(job)}
      data={quickChoices(job)}
      // Not disabled meanwhile, which would take the focus away.
      aria-busy={action.isPending}
      rightSection={action.isPending ? <Loader size={12} aria-hidden /> : undefined}
      error={refusal}
      errorProps={{ role: 'alert' }}
      onChange={event => {
        if (action.isPending) return;
        action.reset();
        const wanted = quickSchedule(job, event.currentTarget.value);
        if (wanted === null) return;
        if (forgets(job, wanted)) confirmReplace(job, wanted, () => action.mutate(wanted));
        else action.mutate(wanted);
      }}
    />
  );
}

/**
 * Whether the job has another version since a choice was refused, or one of its checks has become ok:
 * why that was may not hold any more. What it becomes by the refusal itself, being read again, is no
 * such change, and neither is a check that is tried or fails.
 */
function useOutdated({ version, checks }: Job, { error }: SetSchedule): boolean {
  const [refused, setRefused] = useState({ error, version, checks });
  if (refused.error !== error) setRefused({ error, version, checks });
  if (error === null || error instanceof ChangedMeanwhile) return false;
  const isMended = checks.some(
    ({ status }, at) => status === 'ok' && refused.checks[at]?.status !== 'ok',
  );
  return refused.version !== version || isMended;
}

function confirmReplace(job: Job, wanted: NewJobSchedule, onConfirm: () => void): void {
  const label = quickChoices(job).find(({ value }) => value === String(wanted.seconds))?.label;
  modals.openConfirmModal({
    title: 'Replace the schedule?',
    children: (
      <Text size="sm">
        <Words>{job.definition.name}</Words> runs “
        {timesWithin(job.scheduleText, job.definition.schedule.timezone)}”. That is forgotten when
        it is replaced: it cannot be chosen here again.
      </Text>
    ),
    labels: { confirm: `Replace it: ${label ?? 'another'}`, cancel: 'Keep it' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
