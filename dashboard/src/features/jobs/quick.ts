import type { Job, NewJobSchedule } from '../../api/jobs';

/** What the quick select offers: seconds between runs, from the end of one to the start of the next. */
const INTERVALS: readonly { value: string; label: string; seconds: number }[] = [
  { value: '3600', label: 'Every 1h', seconds: 3_600 },
  { value: '10800', label: 'Every 3h', seconds: 10_800 },
  { value: '21600', label: 'Every 6h', seconds: 21_600 },
  { value: '43200', label: 'Every 12h', seconds: 43_200 },
  { value: '86400', label: 'Every 24h', seconds: 86_400 },
];

const OFF = 'off';
const OTHER = 'other';

/** Which of the choices a job's schedule is now. */
export function quickValue({ definition: { schedule } }: Job): string {
  if (!schedule.active || schedule.kind === 'none') return OFF;
  if (schedule.kind !== 'interval') return OTHER;
  const known = INTERVALS.find(({ seconds }) => seconds === schedule.seconds);
  return known?.value ?? OTHER;
}

/** The choices; a schedule that is none of them is one more while it is on. */
export function quickChoices(job: Job): { value: string; label: string }[] {
  const choices = [{ value: OFF, label: 'Off' }, ...INTERVALS];
  const other = quickValue(job) === OTHER ? [{ value: OTHER, label: 'As set below' }] : [];
  return [...choices, ...other].map(({ value, label }) => ({ value, label }));
}

/** The schedule that a choice means; null for the one that changes nothing. */
export function quickSchedule(job: Job, value: string): NewJobSchedule | null {
  const { schedule } = job.definition;
  if (value === OFF) return { ...schedule, active: false };
  const interval = INTERVALS.find(choice => choice.value === value);
  if (interval === undefined) return null;
  // The rules stay; what belongs to the former kind does not.
  const { timezone, startsAt, endsAt, jitterSeconds, blackouts } = schedule;
  const { gap, fold, overlap, catchup, catchupWindowSeconds } = schedule;
  const rules = { timezone, startsAt, endsAt, jitterSeconds, blackouts };
  const policies = { gap, fold, overlap, catchup, catchupWindowSeconds };
  const { seconds } = interval;
  return { kind: 'interval', seconds, active: true, ...rules, ...policies };
}
