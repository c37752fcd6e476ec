import type { LogLine, Stream } from '../../../api/logs';
import { pageBefore, type ReadLines } from './model';
import { has } from './search';

export type Way = 'next' | 'previous';

const page = 10_000;

/**
 * The number of the nearest line with these words beyond `from`, read page by page: what was
 * looked at is let go at once.
 */
export async function scan(
  read: ReadLines,
  stream: Stream | null,
  query: string,
  from: number,
  way: Way,
  signal: AbortSignal,
  told: (seq: number) => void,
): Promise<number | null> {
  let at = from;
  while (!signal.aborted) {
    const lines =
      way === 'next'
        ? await read(at, page, stream)
        : (await pageBefore(read, at, stream, page)).lines;
    const edge = way === 'next' ? lines.at(-1) : lines.at(0);
    if (edge === undefined) return null;
    const match = (line: LogLine) => has(line, query);
    const found = way === 'next' ? lines.find(match) : lines.findLast(match);
    if (found !== undefined) return found.seq;
    at = edge.seq;
    told(at);
  }
  return null;
}
