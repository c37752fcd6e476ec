import { queryOptions } from '@tanstack/react-query';

import { api, ask, tell } from './client';
import type { components } from './schema';
import { instant, type Instant } from './time';

export interface Session {
  /** `kind:name`. */
  principal: string;
  role: components['schemas']['Role'] | null;
  expiresAt: Instant | null;
}

export const sessionKey = ['session'] as const;

/** Who calls. Fails with 401 for nobody. */
export const sessionQuery = queryOptions({
  queryKey: sessionKey,
  queryFn: async ({ signal }): Promise<Session> => {
    const session = await ask(api.GET('/api/session', { signal }));
    const { principal, role, expiresAt } = session;
    return { principal, role: role ?? null, expiresAt: instant(expiresAt) };
  },
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

export async function signOut(): Promise<void> {
  await tell(api.DELETE('/api/session'));
}
