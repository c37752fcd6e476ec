import type { LogLine } from '../../../api/logs';
import type { Span } from './ansi';
import { strip } from './ansi';

/** Whether a line has the words, letters of either case, colours aside. */
export function has(line: LogLine, query: string): boolean {
  return query !== '' && strip(line.text).toLowerCase().includes(query.toLowerCase());
}

/** Places of the lines that have the words. */
export function hits(lines: readonly LogLine[], query: string): number[] {
  if (query === '') return [];
  return lines.flatMap((line, at) => (has(line, query) ? [at] : []));
}

/** The next hit from a place, or null when there is none that way. */
export function step(found: readonly number[], from: number, way: 'next' | 'previous') {
  if (way === 'next') return found.find(at => at > from) ?? null;
  return found.findLast(at => at < from) ?? null;
}

export interface Piece extends Span {
  readonly hit: boolean;
}

/** Spans cut where the words begin and end, also when a colour changes within them. */
export function highlight(spans: readonly Span[], query: string): Piece[] {
  const wanted = query.toLowerCase();
  const text = spans.map(span => span.text).join('');
  const lower = text.toLowerCase();
  // Rare letters change their length in lower case; places would be off, so nothing is marked.
  if (wanted === '' || lower.length !== text.length) {
    return spans.map(span => ({ ...span, hit: false }));
  }
  const marks: [number, number][] = [];
  for (let at = lower.indexOf(wanted); at !== -1; at = lower.indexOf(wanted, at + wanted.length)) {
    marks.push([at, at + wanted.length]);
  }
  const pieces: Piece[] = [];
  let base = 0;
  for (const span of spans) {
    const end = base + span.text.length;
    let at = base;
    const put = (to: number, hit: boolean) => {
      if (to > at) pieces.push({ ...span, text: text.slice(at, to), hit });
      at = Math.max(at, to);
    };
    for (const [from, to] of marks) {
      if (to <= base || from >= end) continue;
      put(Math.max(from, base), false);
      put(Math.min(to, end), true);
    }
    put(end, false);
    base = end;
  }
  return pieces;
}
