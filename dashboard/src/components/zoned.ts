import type { Instant } from '../api/time';

const SECOND = 1_000;
const DAY = 86_400 * SECOND;

const known = new Map<string, Intl.DateTimeFormat | null>();

/** Null for a zone that this browser does not know. */
function clocks(timeZone: string): Intl.DateTimeFormat | null {
  const found = known.get(timeZone);
  if (found !== undefined) return found;
  const made = make(timeZone);
  known.set(timeZone, made);
  return made;
}

function make(timeZone: string): Intl.DateTimeFormat | null {
  const two = '2-digit';
  const date = { year: 'numeric', month: two, day: two } as const;
  const time = { hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...date, ...time, timeZone });
  } catch {
    return null;
  }
}

/** The zone whose clocks a form goes by: UTC, while what stands in a field of a zone is none. */
export const clockZone = (zone: string) => (clocks(zone) === null ? 'UTC' : zone);

/** How far the clocks of a zone are ahead of UTC. */
function offsetAt(at: Instant, zone: string): number {
  const parts = new Map(
    clocks(zone)
      ?.formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? '';
  const date = `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}`;
  const shown = Date.parse(`${date}T${part('hour')}:${part('minute')}:${part('second')}Z`);
  // Nobody's clocks have years of five figures.
  return Number.isNaN(shown) ? 0 : shown - Math.floor(at / SECOND) * SECOND;
}

/** A time as the clocks of a zone show it, as fields of a date and a time hold it. */
export function fieldIn(at: Instant, zone: string): string {
  const clock = clockZone(zone);
  return new Date(at + offsetAt(at, clock)).toISOString().slice(0, 19);
}

export interface Reading {
  readonly at: Instant;
  /** What the clocks do around it: they leave the time out, or show it twice, and this is the first. */
  readonly odd: 'skipped' | 'twice' | 'second' | null;
}

/**
 * What a field of a date and a time says on the clocks of a zone: of a time that they show twice the
 * first, of one that they leave out the first moment after. Null for no time.
 */
export function readIn(text: string, zone: string): Reading | null {
  const wall = Date.parse(`${text}Z`);
  if (!text.includes('T') || Number.isNaN(wall) || Math.abs(wall) > 8e15) return null;
  const clock = clockZone(zone);
  const offsets = new Set([offsetAt(wall - DAY, clock), offsetAt(wall + DAY, clock)]);
  const all = [...offsets].map(offset => wall - offset).sort((a, b) => a - b);
  const [first, second] = all.filter(at => at + offsetAt(at, clock) === wall);
  if (first !== undefined) return { at: first, odd: second === undefined ? null : 'twice' };
  const [low = wall, high = wall] = all;
  return { at: change(low, high, clock), odd: 'skipped' };
}

/** When, between two moments, the clocks of a zone are set: to the second. */
function change(from: Instant, to: Instant, zone: string): Instant {
  const before = offsetAt(from, zone);
  let [low, high] = [Math.floor(from / SECOND), Math.ceil(to / SECOND)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * SECOND, zone) === before) low = middle;
    else high = middle;
  }
  return high * SECOND;
}

/** `UTC−04:00`, and `UTC` where that is the offset. */
export function offsetName(at: Instant, zone: string): string {
  const minutes = Math.round(offsetAt(at, clockZone(zone)) / 60_000);
  if (minutes === 0) return 'UTC';
  const size = Math.abs(minutes);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `UTC${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`;
}

/** `Europe/Berlin (UTC+01:00)`, or `UTC`: the clocks that are meant. */
export function zoneAt(at: Instant, zone: string): string {
  const clock = clockZone(zone);
  return clock === 'UTC' ? clock : `${clock} (${offsetName(at, clock)})`;
}

/** Date and time on the clocks of a zone, which are named: `24 Dec 2026, 00:00:00 in UTC`. */
export function momentIn(at: Instant, zone: string): string {
  const timeZone = clockZone(zone);
  const style = { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' } as const;
  return `${new Intl.DateTimeFormat(undefined, { ...style, timeZone }).format(at)} in ${timeZone}`;
}

/** The moment that a field means: `2027-03-14 03:00:00 in America/New_York (UTC−04:00)`. */
export const meant = ({ at }: Reading, zone: string) =>
  `${fieldIn(at, zone).replace('T', ' ')} in ${zoneAt(at, zone)}`;

/** A word on an odd one. */
export function oddity({ odd }: Reading): string {
  if (odd === 'skipped') {
    return ' The clocks are set forward then and leave that time out: this is the first after it.';
  }
  if (odd === null) return '';
  const which = odd === 'second' ? 'second' : 'first';
  return ` The clocks are set back then and show that time twice: this is the ${which}.`;
}

/** A text with times of the API in it, those on the clocks of a zone. */
export const timesWithin = (text: string, zone: string) =>
  text.replace(/\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)/g, time =>
    momentIn(Date.parse(time), zone),
  );
