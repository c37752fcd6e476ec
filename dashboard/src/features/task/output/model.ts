import type { LogLine, Stream } from '../../../api/logs';

/**
 * The part of an attempt's output that is held: consecutive pages of it, never more than `most`
 * lines. What is beyond either end is read again when it is wanted, so a million lines cost no
 * more than these.
 */
export interface Held {
  readonly lines: readonly LogLine[];
  /** Nothing comes before the first line. */
  readonly atStart: boolean;
  /** The last line is the newest that there is. */
  readonly atEnd: boolean;
}

export const pageLines = 2_000;
export const most = 20_000;

export const nothing: Held = { lines: [], atStart: true, atEnd: true };

/** More lines at the end; the first ones go once there are too many. */
export function append(held: Held, lines: readonly LogLine[], atEnd: boolean, max = most): Held {
  const last = held.lines.at(-1)?.seq ?? 0;
  const fresh = lines.filter(line => line.seq > last);
  const all = fresh.length === 0 ? held.lines : [...held.lines, ...fresh];
  const over = all.length - max;
  return {
    lines: over > 0 ? all.slice(over) : all,
    atStart: held.atStart && over <= 0,
    atEnd,
  };
}

/** More lines at the start; the last ones go once there are too many. */
export function prepend(held: Held, lines: readonly LogLine[], atStart: boolean, max = most): Held {
  const first = held.lines.at(0)?.seq ?? Infinity;
  const fresh = lines.filter(line => line.seq < first);
  const all = fresh.length === 0 ? held.lines : [...fresh, ...held.lines];
  return { lines: all.slice(0, max), atStart, atEnd: held.atEnd && all.length <= max };
}

export type ReadLines = (after: number, limit: number, stream: Stream | null) => Promise<LogLine[]>;

/** So many lines can be asked for at once. */
const longest = 10_000;

/** Characters that a page may have before the gateway can have cut it off: it does at 8,000,000 bytes. */
const cutOff = 2_000_000;

/** Whether a page that began with lines of any stream has the last line that there is. */
export function reachesEnd(lines: readonly LogLine[], asked: number): boolean {
  if (lines.length >= asked) return false;
  return lines.reduce((sum, line) => sum + line.text.length, 0) < cutOff;
}

/**
 * The last lines there are, of any stream: none when there are none after `from`. Only "what comes
 * after this one?" can be asked, so where more than a page is left, the distance is first made
 * longer and then halved until the end is within a page: 100,000 lines take eight calls.
 */
export async function tail(read: ReadLines, from = 0): Promise<LogLine[]> {
  const first = from === 0 ? pageLines : longest;
  const lines = await read(from, first, null);
  if (lines.length === 0 || reachesEnd(lines, first)) return lines;
  const known = lines.at(-1)?.seq ?? from;
  const isAfter = async (seq: number) => (await read(seq, 1, null)).length > 0;
  let low = known;
  let high = known + 7 * pageLines;
  while (await isAfter(high)) {
    low = high;
    high = known + (high - known) * 8;
  }
  return lastPage(read, isAfter, lines, low, high);
}

/** There are no lines after `high`; `held` is the last page that was read, at `low` or before. */
async function lastPage(
  read: ReadLines,
  isAfter: (seq: number) => Promise<boolean>,
  held: LogLine[],
  low: number,
  high: number,
): Promise<LogLine[]> {
  let span = longest;
  for (;;) {
    while (high - low > span) {
      const middle = Math.floor((low + high) / 2);
      if (await isAfter(middle)) low = middle;
      else high = middle;
    }
    const lines = await read(low, longest, null);
    const last = lines.at(-1);
    // What was read before ended exactly at the end.
    if (last === undefined) return held;
    if (reachesEnd(lines, longest)) return lines;
    // Long lines, or more of them meanwhile: go on from there, by as much as a page can have.
    held = lines;
    span = lines.length;
    low = last.seq;
    high = Math.max(high, low);
  }
}

/**
 * The page that ends right before `before`. Pages are read forwards, so a filter that few lines
 * pass makes it look further and further back.
 */
export async function pageBefore(
  read: ReadLines,
  before: number,
  stream: Stream | null,
  page = pageLines,
): Promise<{ lines: LogLine[]; atStart: boolean }> {
  let high = before;
  let span = page;
  while (high > 1) {
    const low = Math.max(0, high - 1 - span);
    const found = await readBetween(read, low, high, stream);
    if (found.length > 0) return { lines: found, atStart: low === 0 };
    high = low + 1;
    span = Math.min(span * 4, 200_000);
  }
  return { lines: [], atStart: true };
}

async function readBetween(
  read: ReadLines,
  low: number,
  high: number,
  stream: Stream | null,
): Promise<LogLine[]> {
  let found: LogLine[] = [];
  let at = low;
  for (;;) {
    const lines = await read(at, Math.min(longest, high - 1 - low), stream);
    const inside = lines.filter(line => line.seq < high);
    found = [...found, ...inside].slice(-most);
    const last = lines.at(-1);
    // A page of long lines has fewer than were asked for: only an empty one is the end.
    if (last === undefined || inside.length < lines.length || last.seq >= high - 1) return found;
    at = last.seq;
  }
}

/** Whether a line is the rest of the one before it on its stream. */
export function goesOn(lines: readonly LogLine[], at: number): boolean {
  const line = lines[at];
  const near = lines.slice(Math.max(0, at - 20), at);
  return near.findLast(one => one.stream === line?.stream)?.partial ?? false;
}
