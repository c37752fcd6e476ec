import { api, ask } from './client';
import { below } from './base';
import type { components } from './schema';
import { instant, type Instant } from './time';

export type Stream = components['schemas']['Stream'];

/** A line of output; `seq` counts the lines of an attempt, from 1 and without gaps. */
export interface LogLine {
  readonly seq: number;
  readonly attempt: number;
  readonly stream: Stream;
  readonly text: string;
  readonly time: Instant | null;
  readonly partial: boolean;
}

export function toLine(line: components['schemas']['Line']): LogLine {
  const { seq, attempt, stream, text, partial } = line;
  return { seq, attempt, stream, text, time: instant(line.time), partial };
}

export interface LinesOf {
  readonly taskId: string;
  readonly attempt: number;
  readonly after: number;
  readonly limit: number;
  readonly stream: Stream | null;
}

/** Not a query: output is held in a window of its own, not in the cache. */
export async function readLines(of: LinesOf, signal?: AbortSignal): Promise<LogLine[]> {
  const { taskId, attempt, after, limit, stream } = of;
  const query = { attempt, after, limit, ...(stream === null ? {} : { stream }) };
  const params = { path: { id: taskId }, query };
  const answer = await ask(
    api.GET('/api/tasks/{id}/logs', { params, ...(signal === undefined ? {} : { signal }) }),
  );
  return answer.lines.map(toLine);
}

/** Where the exact bytes of an attempt's output are. */
export function downloadAddress(taskId: string, attempt: number, stream: Stream | null): string {
  const url = new URL(below(`api/tasks/${taskId}/logs/download`));
  url.searchParams.set('attempt', String(attempt));
  if (stream !== null) url.searchParams.set('stream', stream);
  return url.href;
}
