import type { QueryClient } from '@tanstack/react-query';

import { sessionKey } from '../api/session';
import { keepDrafts } from '../components/drafts';
import type { LiveConnection } from '../live/connection';
import type { AppRouter } from './router';

/** Why somebody is asked to sign in again: the session is over, or another tab ended it. */
export type Why = 'ended' | 'elsewhere';

/** What goes to the sign-in page, which comes back to where one was, with what was typed. */
export function leaver(router: AppRouter, client: QueryClient, live: LiveConnection) {
  return (why: Why): void => {
    const { pathname, href } = router.state.location;
    const wasIn = client.getQueryData(sessionKey) !== undefined;
    live.stop();
    if (pathname === '/sign-in') return;
    if (wasIn) keepDrafts();
    client.clear();
    const from = href === '/' ? {} : { from: href };
    void router.navigate({ to: '/sign-in', search: wasIn ? { ...from, why } : from });
  };
}
