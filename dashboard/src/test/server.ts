import { vi } from 'vitest';

import type { Problem } from '../api/problem';

type Answer = (request: Request) => Response | Promise<Response>;

/** What the API answers: by `METHOD /path` without the query, a body or a function of the request. */
export type Answers = Record<string, object | Answer>;

/** Answers the page's calls; the calls made are in the result. What is not named is a 404. */
export function serve(answers: Answers): Request[] {
  const calls: Request[] = [];
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const request = input instanceof Request ? input : new Request(input, withoutSignal(init));
    calls.push(request.clone());
    const name = `${request.method} ${new URL(request.url).pathname}`;
    const known = answers[name];
    if (known === undefined) return refuse(404, 'nothing is served at this path');
    return isAnswer(known) ? known(request) : json(known);
  });
  return calls;
}

export const json = (body: unknown, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/json' },
  });

/** A problem as the gateway makes them. */
export function refuse(status: number, detail: string, more: Partial<Problem> = {}): Response {
  const problem = { type: '/problems/test', title: 'Refused', status, detail, ...more };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { 'content-type': 'application/problem+json' },
  });
}

const isAnswer = (known: object): known is Answer => typeof known === 'function';

/** jsdom's signals are not those that Node's Request takes. */
const withoutSignal = (init: RequestInit = {}): RequestInit => ({ ...init, signal: null });
