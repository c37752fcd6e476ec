import { isProblem, type Problem } from '../api/problem';
import type { components } from '../api/schema';

/** What can be subscribed to; docs/websocket.md says what each tells. */
export type Topic =
  | { topic: 'tasks'; queue?: string; kind?: string; state?: string }
  | { topic: 'task'; taskId: string }
  | { topic: 'log'; taskId: string; attempt?: number; after?: number }
  | { topic: 'workers' }
  | { topic: 'jobs' };

/** One event of a subscription. Its `data` is what the topic's documentation says: check it. */
export interface LiveEvent {
  topic: string;
  event: string;
  seq: number;
  time: string;
  data: unknown;
}

/** What the gateway says. */
export type Message =
  | { type: 'subscribed' | 'end'; id: number }
  | { type: 'event'; id: number; event: LiveEvent }
  | { type: 'lagged'; id: number; dropped: number }
  | { type: 'error'; id: number | null; problem: Problem }
  | { type: 'pong' };

/** Reads one message; null for what a newer gateway may say. */
export function parse(raw: unknown): Message | null {
  const body = typeof raw === 'string' ? json(raw) : null;
  if (body === null) return null;
  const id = typeof body.id === 'number' ? body.id : null;
  switch (body.type) {
    case 'pong':
      return { type: 'pong' };
    case 'error':
      return isProblem(body.problem) ? { type: 'error', id, problem: body.problem } : null;
    case 'subscribed':
    case 'end':
      return id === null ? null : { type: body.type, id };
    case 'lagged':
      return id === null ? null : { type: 'lagged', id, dropped: count(body.dropped) };
    case 'event':
      return id === null ? null : { type: 'event', id, event: eventOf(body) };
    default:
      return null;
  }
}

function eventOf(body: Record<string, unknown>): LiveEvent {
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    topic: text(body.topic),
    event: text(body.event),
    seq: count(body.seq),
    time: text(body.time),
    data: body.data,
  };
}

function json(raw: string): Record<string, unknown> | null {
  try {
    const body: unknown = JSON.parse(raw);
    return isRecord(body) ? body : null;
  } catch {
    return null;
  }
}

const count = (value: unknown) => (typeof value === 'number' ? value : 0);

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What an event of `tasks` says. */
export interface TaskHint {
  taskId: string;
  /** Null: which one must be read. */
  state: components['schemas']['State'] | null;
  attempt: number;
  queue: string;
  kind: string;
}

/** The data of an event of `tasks`. */
export function taskHint(data: unknown): TaskHint | null {
  // The shape is the gateway's own; `taskId` tells it from everything else.
  return isRecord(data) && typeof data.taskId === 'string' ? (data as unknown as TaskHint) : null;
}

/** Which job an event of `jobs` is about. */
export function jobOf(data: unknown): string | null {
  return isRecord(data) && typeof data.jobId === 'string' ? data.jobId : null;
}

/** The data of an event of `task`: the task as REST answers it. */
export function wholeTask(data: unknown): components['schemas']['TaskDetail'] | null {
  // As above: the document says that both are the same.
  return isRecord(data) && typeof data.id === 'string'
    ? (data as components['schemas']['TaskDetail'])
    : null;
}

/** The data of an event of `log`. */
export function logLine(data: unknown): components['schemas']['Line'] | null {
  // As above.
  return isRecord(data) && typeof data.seq === 'number'
    ? (data as components['schemas']['Line'])
    : null;
}

/** The data of an event of `workers`. */
export function allWorkers(data: unknown): components['schemas']['Worker'][] | null {
  if (!isRecord(data) || !Array.isArray(data.workers)) return null;
  // As above.
  return data.workers as components['schemas']['Worker'][];
}
