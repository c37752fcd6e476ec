import type { LogLine, Stream } from '../../../api/logs';
import { pageBefore, type ReadLines } from './model';
import { has } from './search';

export type Way = 'next' | 'previous';

const page = 10_000;

/** What is looked for, and how far. */
export interface Wanted {
  readonly stream: Stream | null;
  readonly query: string;
  readonly way: Way;
  /** The number of the last line to look at; null for all that way. */
  readonly until: number | null;
}

/**
 * The number of the nearest line with these words beyond `from`, read page by page: what was
 * looked at is let go at once.
 */
export async function scan(
  read: ReadLines,
  { stream, query, way, until }: Wanted,
  from: number,
  signal: AbortSignal,
  told: (seq: number) => void,
): Promise<number | null> {
  let at = from;
  const isBeyond = (seq: number) => until !== null && (way === 'next' ? seq > until : seq < until);
  const isOver = () => until !== null && (way === 'next' ? at >= until : at <= until);
  while (!signal.aborted && !isOver()) {
    const lines =
      way === 'next'
        ? await read(at, page, stream)
        : (await pageBefore(read, at, stream, page)).lines;
    const edge = way === 'next' ? lines.at(-1) : lines.at(0);
    if (edge === undefined) return null;
    const match = (line: LogLine) => !isBeyond(line.seq) && has(line, query);
    const found = way === 'next' ? lines.find(match) : lines.findLast(match);
    if (found !== undefined) return found.seq;
    at = edge.seq;
    told(at);
  }
  return null;
}
