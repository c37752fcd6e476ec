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

/**
 * The number of the last line. Only "is there a line after this one?" can be asked, so the
 * distance is first doubled, several at a time, and then cut into parts: a million lines take
 * about six rounds.
 */
export async function lastSeq(read: ReadLines, from = 0): Promise<number> {
  const after = async (seq: number) => (await read(seq, 1, null)).length > 0;
  let low = from;
  if (!(await after(low))) return low;
  let step = 1_000;
  for (;;) {
    const places = [step, step * 8, step * 64].map(distance => low + distance);
    const more = await Promise.all(places.map(after));
    const end = more.indexOf(false);
    if (end !== -1) {
      const high = places[end] ?? low;
      low = places[end - 1] ?? low;
      return between(after, low, high);
    }
    low = places.at(-1) ?? low;
    step *= 64;
  }
}

/** There is a line after `low`, and none after `high`. */
async function between(
  after: (seq: number) => Promise<boolean>,
  low: number,
  high: number,
): Promise<number> {
  const parts = 8;
  while (high - low > 1) {
    const width = Math.max(1, Math.ceil((high - low) / parts));
    const places: number[] = [];
    for (let at = low + width; at < high; at += width) places.push(at);
    const more = await Promise.all(places.map(after));
    const end = more.indexOf(false);
    if (end === -1) {
      low = places.at(-1) ?? low;
    } else {
      high = places[end] ?? high;
      low = places[end - 1] ?? low;
    }
  }
  return high;
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
  const limit = 10_000;
  let found: LogLine[] = [];
  let at = low;
  for (;;) {
    const lines = await read(at, Math.min(limit, high - 1 - low), stream);
    const inside = lines.filter(line => line.seq < high);
    found = [...found, ...inside].slice(-most);
    const last = lines.at(-1);
    // A page of long lines has fewer than were asked for: only an empty one is the end.
    if (last === undefined || inside.length < lines.length || last.seq >= high - 1) return found;
    at = last.seq;
  }
}
