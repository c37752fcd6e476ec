import createClient from 'openapi-fetch';

import { baseUrl } from './base';
import { heldBack } from './hold';
import { ApiError, problemOf, unreachable } from './problem';
import type { paths } from './schema';

/** Calls the API; the session's cookie goes along by itself. */
export const api = createClient<paths>({
  baseUrl: baseUrl().href.replace(/\/$/, ''),
  credentials: 'same-origin',
  // Looked up at each call, so that tests can put theirs in its place.
  fetch: request => heldBack(request, one => globalThis.fetch(one)),
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** The answer's body. Throws an `ApiError` for everything else. */
export async function ask<T>(call: Promise<Outcome<T>>): Promise<NonNullable<T>> {
  const { data, response } = await settle(call);
  if (data === undefined || data === null) {
    throw new ApiError(problemOf(response.status, response.statusText, undefined));
  }
  return data;
}

/** For calls whose answer has no body. */
export async function tell(call: Promise<Outcome<unknown>>): Promise<void> {
  await settle(call);
}

type Listener = () => void;
const signedOut = new Set<Listener>();

/** Tells when the server no longer knows who calls. */
export function onSignedOut(listener: Listener): () => void {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
}

type ReachListener = (isReached: boolean) => void;
const reach = new Set<ReachListener>();

/** Tells of each call whether the server answered it, whatever the answer was. */
export function onReach(listener: ReachListener): () => void {
  reach.add(listener);
  return () => reach.delete(listener);
}

const tellReach = (isReached: boolean) => reach.forEach(listener => listener(isReached));

/** Said by what is between, such as a proxy, for a server that is not there. */
const ABSENT = [502, 504];

async function settle<T>(call: Promise<Outcome<T>>): Promise<Outcome<T>> {
  let outcome: Outcome<T>;
  try {
    outcome = await call;
  } catch (error) {
    // A query that is given up is not a failure of the network.
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    tellReach(false);
    throw unreachable();
  }
  const { response, error } = outcome;
  tellReach(!ABSENT.includes(response.status));
  if (response.ok) return outcome;
  if (response.status === 401) signedOut.forEach(listener => listener());
  throw new ApiError(problemOf(response.status, response.statusText, error));
}
