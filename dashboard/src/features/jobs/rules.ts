import type { JobSchedule } from '../../api/jobs';

/** A choice and what it does, in a sentence. */
interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly means: string;
}

export const OVERLAPS: readonly Choice<JobSchedule['overlap']>[] = [
  {
    value: 'skip',
    label: 'Skip',
    means: 'While a run has not ended, times are skipped and a run by hand is refused.',
  },
  { value: 'queue_one', label: 'Queue one', means: 'One run waits for the end of the other.' },
  { value: 'allow', label: 'Allow', means: 'Runs go on beside one another.' },
  {
    value: 'cancel_running',
    label: 'Cancel the running one',
    means: 'What runs is canceled; the new run starts when it has ended.',
  },
];

export const CATCHUPS: readonly Choice<JobSchedule['catchup']>[] = [
  { value: 'none', label: 'None', means: 'Times that went by during an outage are missed.' },
  { value: 'last', label: 'The last', means: 'Of those within the window, the latest runs.' },
  { value: 'all', label: 'All', means: 'Those within the window run, the earliest first.' },
];

export const GAPS: readonly Choice<JobSchedule['gap']>[] = [
  {
    value: 'cron',
    label: 'As cron',
    means: 'Wildcards go on by elapsed time; a fixed time that is left out runs at its end.',
  },
  { value: 'edge', label: 'At the end', means: 'Left-out times run once, at the end of the gap.' },
  { value: 'shift', label: 'Later', means: 'Each runs as much later as the gap is long.' },
  { value: 'skip', label: 'Not at all', means: 'Times that the clock leaves out do not run.' },
];

export const FOLDS: readonly Choice<JobSchedule['fold']>[] = [
  {
    value: 'cron',
    label: 'As cron',
    means: 'Wildcards go on by elapsed time; a fixed time runs in the first pass only.',
  },
  { value: 'first', label: 'First', means: 'In the first of the two passes.' },
  { value: 'last', label: 'Last', means: 'In the second of the two passes.' },
  { value: 'both', label: 'Both', means: 'In both passes.' },
];

/** What a choice does. */
export const meaning = <T extends string>(choices: readonly Choice<T>[], value: T) =>
  choices.find(choice => choice.value === value)?.means ?? '';
