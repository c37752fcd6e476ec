import { queryOptions } from '@tanstack/react-query';

import { api, ask, tell } from './client';
import { holdCalls, letCallsGo, setEnding } from './hold';
import { ApiError } from './problem';
import type { components } from './schema';
import { instant, type Instant } from './time';

export interface Session {
  /** `kind:name`. */
  principal: string;
  role: components['schemas']['Role'] | null;
  expiresAt: Instant | null;
}

/** Who calls, as the server has it now. Fails with 401 for nobody. */
export async function readSession(signal?: AbortSignal): Promise<Session> {
  const options = signal === undefined ? {} : { signal };
  const { principal, role, expiresAt } = await ask(api.GET('/api/session', options));
  return { principal, role: role ?? null, expiresAt: instant(expiresAt) };
}

/** Who calls. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => readSession(signal),
  staleTime: 5 * 60_000,
});

/** Whether somebody is signed in already. */
export async function isSignedIn(): Promise<boolean> {
  return ask(api.GET('/api/session')).then(
    () => true,
    () => false,
  );
}

/** What a browser signs in with: the server keeps it in a cookie that no script can read. */
export type Credential = { token: string } | { code: string };

export async function signIn(credential: Credential): Promise<void> {
  await tell(api.POST('/api/session', { body: credential }));
}

/** Of the mutation that signs out. */
export const signOutKey = ['sign-out'] as const;

/** Where nobody is signed in any more, that is done already. */
export async function signOut(): Promise<void> {
  // The session is over before that is answered: what pages ask meanwhile would be refused.
  holdCalls();
  setEnding(true);
  try {
    await tell(api.DELETE('/api/session'));
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return;
    letCallsGo();
    throw error;
  } finally {
    setEnding(false);
  }
}
