import type { JobSchedule, NewJobSchedule } from '../../../api/jobs';
import { isTooFar, readKept, toLocal, toUtc } from './times';

type Blackout = JobSchedule['blackouts'][number];
type NewBlackout = NonNullable<NewJobSchedule['blackouts']>[number];

/** A blackout as the editor shows it: on days, or once. What belongs to the other stays meanwhile. */
export interface BlackoutRow {
  kind: 'daily' | 'once';
  /** Times of day, such as `22:00`. */
  from: string;
  until: string;
  weekdays: string[];
  /** On the clocks of the job's zone, as fields of a date and a time hold it. */
  fromAt: string;
  untilAt: string;
  /** The times that those stood for at first, which may be more exact; '' for none. */
  fromWas: string;
  untilWas: string;
  reason: string;
}

export const blackoutRow = (): BlackoutRow => ({
  kind: 'daily',
  from: '',
  until: '',
  weekdays: [],
  fromAt: '',
  untilAt: '',
  fromWas: '',
  untilWas: '',
  reason: '',
});

export function toBlackoutRow({ from, until, weekdays, reason }: Blackout, zone: string) {
  const row = { ...blackoutRow(), weekdays: weekdays.map(String), reason };
  if (!from.includes('T')) return { ...row, from, until };
  return {
    ...row,
    kind: 'once' as const,
    fromAt: toLocal(from, zone),
    untilAt: toLocal(until, zone),
    fromWas: from,
    untilWas: until,
  };
}

/** The time that such a field had at first, as a list of them. */
export const hadBy = (was: string): string[] => (was === '' ? [] : [was]);

export function toBlackout(row: BlackoutRow, zone: string): NewBlackout {
  const { kind, from, until, reason } = row;
  if (kind === 'daily') {
    return { from: from.trim(), until: until.trim(), reason, weekdays: row.weekdays.map(Number) };
  }
  return {
    from: toUtc(row.fromAt, zone, hadBy(row.fromWas)) ?? '',
    until: toUtc(row.untilAt, zone, hadBy(row.untilWas)) ?? '',
    reason,
    weekdays: [],
  };
}

type RowErrors = Partial<Record<keyof BlackoutRow, string>>;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

/** What can be seen to be wrong with one. */
export function wrongBlackout(row: BlackoutRow, zone: string): RowErrors {
  const errors: RowErrors = {};
  if (row.kind === 'daily') {
    const [from, until] = [row.from.trim(), row.until.trim()];
    if (!TIME.test(from)) errors.from = 'Must be a time of day, such as 22:00';
    if (!TIME.test(until) && until !== '24:00') {
      errors.until = 'Must be a time of day, such as 06:00; 24:00 is the end of the day';
    } else if (from === until) {
      errors.until = 'Must be another time; a whole day is 00:00 to 24:00';
    }
    return errors;
  }
  const had = { fromAt: hadBy(row.fromWas), untilAt: hadBy(row.untilWas) };
  const from = readKept(row.fromAt, zone, had.fromAt);
  const until = readKept(row.untilAt, zone, had.untilAt);
  for (const [field, read] of [
    ['fromAt', from],
    ['untilAt', until],
  ] as const) {
    if (isTooFar(row[field], zone, had[field])) errors[field] = 'Choose an earlier year';
    else if (read === null) errors[field] = 'Choose a date and a time';
  }
  if (from !== null && until !== null && from.at >= until.at && errors.untilAt === undefined) {
    errors.untilAt = 'Must be after the first';
  }
  return errors;
}
