import type { Instant } from '../api/time';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its two largest parts: `340 ms`, `4.2 s`, `3 m 05 s`, `2 h 10 m`, `3 d 4 h`. */
export function duration(ms: number): string {
  const span = Math.max(0, ms);
  if (span < SECOND) return `${Math.round(span)} ms`;
  if (span < 10 * SECOND) return `${(Math.floor(span / 100) / 10).toFixed(1)} s`;
  if (span < MINUTE) return `${Math.floor(span / SECOND)} s`;
  if (span < HOUR) return pair(span, MINUTE, 'm', SECOND, 's');
  if (span < DAY) return pair(span, HOUR, 'h', MINUTE, 'm');
  return `${Math.floor(span / DAY)} d ${Math.floor((span % DAY) / HOUR)} h`;
}

function pair(span: number, large: number, a: string, small: number, b: string): string {
  const rest = Math.floor((span % large) / small);
  return `${Math.floor(span / large)} ${a} ${String(rest).padStart(2, '0')} ${b}`;
}

/** How far from now: `now`, `12 s ago`, `in 5 m`. */
export function fromNow(at: Instant, now: Instant): string {
  const gap = at - now;
  if (Math.abs(gap) < 2 * SECOND) return 'now';
  const text = coarse(Math.abs(gap));
  return gap > 0 ? `in ${text}` : `${text} ago`;
}

function coarse(ms: number): string {
  if (ms < MINUTE) return `${Math.floor(ms / SECOND)} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} m`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  return `${Math.floor(ms / DAY)} d`;
}

const numbers = new Intl.NumberFormat('en');
const shorts = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** `1,234`. */
export const count = (value: number) => numbers.format(value);

/** `12.3K` from ten thousand on, exact below. */
export const shortCount = (value: number) => (value < 10_000 ? count(value) : shorts.format(value));

/** `14.2 MB`. */
export function bytes(value: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const power = value < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(value) / 3));
  const scaled = value / 1000 ** power;
  return `${scaled.toFixed(power === 0 || scaled >= 100 ? 0 : 1)} ${units[power] ?? 'B'}`;
}

// One way everywhere: 24 hours, so that they line up and compare with logs and schedules.
const hourCycle = 'h23';
const clocks = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium', hourCycle });
const minutes = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  hourCycle,
});
const moments = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'medium',
  timeStyle: 'medium',
  hourCycle,
});
const exacts = new Intl.DateTimeFormat(undefined, {
  dateStyle: 'full',
  timeStyle: 'long',
  hourCycle,
});

/** The time of day where the reader is. */
export const clock = (at: Instant) => clocks.format(at);

/** The same without seconds. */
export const hourAndMinute = (at: Instant) => minutes.format(at);

/** Date and time where the reader is. */
export const moment = (at: Instant) => moments.format(at);

/** The same with the zone. */
export const exact = (at: Instant) => exacts.format(at);

/**
 * The time of day on the clocks of a zone, which is named: `02:30 in Europe/Berlin`. With the date
 * where that is another one there: `Nov 22, 2026, 07:40 in Asia/Kolkata`.
 */
export function timeIn(at: Instant, timeZone: string): string {
  const time = clockOf(at, timeZone) ?? 'on the clocks';
  const there = dateOf(at, timeZone);
  const date = there === null || there === dateOf(at) ? '' : `${there}, `;
  return `${date}${time} in ${timeZone}`;
}

/** Whether the clocks of a zone show then what those of the reader show. */
export function sameClock(at: Instant, timeZone: string): boolean {
  const sameDay = dateOf(at, timeZone) === dateOf(at);
  return sameDay && clockOf(at, timeZone) === hourAndMinute(at);
}

/** Where the reader is, or in a zone; null for one that this browser does not know. */
function dateOf(at: Instant, timeZone?: string): string | null {
  try {
    const zone = timeZone === undefined ? {} : { timeZone };
    return new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', ...zone }).format(at);
  } catch {
    return null;
  }
}

/** Null for a zone that this browser does not know. */
function clockOf(at: Instant, timeZone: string): string | null {
  try {
    const format = { hour: '2-digit', minute: '2-digit', hourCycle, timeZone } as const;
    return new Intl.DateTimeFormat(undefined, format).format(at);
  } catch {
    return null;
  }
}

/** A local time of the API, `2026-03-29T03:00:00+02:00`, with its offset named: the zone is another one. */
export const localTime = (text: string) =>
  text.replace(
    /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(.*)$/,
    (_, date: string, time: string, offset: string) =>
      `${date} ${time}, UTC${offset === 'Z' ? '' : offset}`,
  );

/** Enough of an id to tell it from its neighbours: the end, since ids of one minute begin alike. */
export const shortId = (id: string) => id.slice(-8);

/** `1 task`, `2 tasks`. */
export const plural = (n: number, one: string, many = `${one}s`) =>
  `${count(n)} ${n === 1 ? one : many}`;
