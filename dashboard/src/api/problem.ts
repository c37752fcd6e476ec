import type { components } from './schema';

export type Problem = components['schemas']['Problem'];
export type FieldProblem = components['schemas']['FieldError'];

/** A call that failed, with what the server says of it. Status 0: no answer came at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail);
    this.status = problem.status;
    this.problem = problem;
  }

  /** The last part of the problem's type, such as `not-found`. */
  get kind(): string {
    return this.problem.type.split('/').at(-1) ?? '';
  }

  /** What the server says of single fields. */
  get fields(): readonly FieldProblem[] {
    return this.problem.errors ?? [];
  }

  /** Whether the same call may succeed later without anybody doing anything. */
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

/** The problem in an answer's body; one made of the status when there is none. */
export function problemOf(status: number, statusText: string, body: unknown): Problem {
  if (isProblem(body)) return body;
  const title = statusText === '' ? `Status ${status}` : statusText;
  return { type: 'about:blank', title, status, detail: `the server answered ${status} ${title}` };
}

/** No answer came. */
export function unreachable(): ApiError {
  return new ApiError({
    type: 'about:blank',
    title: 'No connection',
    status: 0,
    detail: 'TaskMaster cannot be reached: it is stopped, or the network is away',
  });
}

export function isProblem(body: unknown): body is Problem {
  return (
    typeof body === 'object' &&
    body !== null &&
    'type' in body &&
    typeof body.type === 'string' &&
    'detail' in body &&
    typeof body.detail === 'string' &&
    'status' in body &&
    typeof body.status === 'number'
  );
}

/** There is nothing at an address, or what stands in it cannot be the name of anything. */
export function isMissing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 404 || error.status === 400);
}

/** Somebody else changed it since it was read. */
export function isConflict(error: unknown): boolean {
  return error instanceof ApiError && error.kind === 'version-conflict';
}

/** What to tell a person about any error. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return 'something went wrong';
}
