import type { Job, NewJobSchedule } from '../../api/jobs';
import { timesWithin } from '../../components/zoned';

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

/** Whether somebody wrote it: it is none of the choices. */
function isOther({ definition: { schedule } }: Job): boolean {
  if (schedule.kind === 'none') return false;
  return (
    schedule.kind !== 'interval' || INTERVALS.every(({ seconds }) => seconds !== schedule.seconds)
  );
}

/** Which of the choices a job's schedule is now. */
export function quickValue(job: Job): string {
  const { schedule } = job.definition;
  if (!schedule.active || schedule.kind === 'none') return OFF;
  return isOther(job) || schedule.kind !== 'interval' ? OTHER : String(schedule.seconds);
}

/** The choices; what somebody wrote is one more, also while it is off. */
export function quickChoices(job: Job): { value: string; label: string }[] {
  const choices = [{ value: OFF, label: 'Off' }, ...INTERVALS];
  const other = isOther(job)
    ? [
        {
          value: OTHER,
          label: `As set: ${timesWithin(job.scheduleText, job.definition.schedule.timezone)}`,
        },
      ]
    : [];
  return [...choices, ...other].map(({ value, label }) => ({ value, label }));
}

/** Whether a schedule that somebody wrote would be gone. A mere length of time is soon set again. */
export function forgets(job: Job, wanted: NewJobSchedule): boolean {
  const { kind, active } = job.definition.schedule;
  const chosen = INTERVALS.some(({ seconds }) => seconds === wanted.seconds);
  return chosen && isOther(job) && (active || kind !== 'interval');
}

/** The schedule that a choice means; null for the one that changes nothing. */
export function quickSchedule(job: Job, value: string): NewJobSchedule | null {
  const { schedule } = job.definition;
  if (value === OFF) return { ...schedule, active: false };
  if (value === OTHER) return schedule.active ? null : { ...schedule, active: true };
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
