import { modals } from '@mantine/modals';
import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';

import { holdCalls } from '../api/hold';
import { readSession, sessionQuery, signOutKey } from '../api/session';
import { keepDrafts } from '../components/drafts';
import type { LiveConnection } from '../live/connection';
import type { AppRouter } from './router';

/**
 * Why somebody is asked to sign in again: the session is over, another tab ended it, or it was ended
 * here. Each knows more of it than the one before.
 */
const WHYS = ['ended', 'elsewhere', 'here'] as const;
export type Why = (typeof WHYS)[number];

export type Leave = (why: Why) => void;

interface Left {
  readonly why: Why;
  /** Where one was. */
  readonly from: { readonly from?: string };
}

/** What goes to the sign-in page, which comes back to where one was, with what was typed. */
export function leaver(router: AppRouter, client: QueryClient, live: LiveConnection): Leave {
  /** What led to the sign-in page; it counts until somebody is signed in again. */
  let left: Left | undefined;
  const go = ({ why, from }: Left, replace: boolean) => {
    // Who signed out here does not mean to come back.
    const search = why === 'here' ? {} : { ...from, why };
    void router.navigate({ to: '/sign-in', search, replace });
  };
  return why => {
    // The server ends a session before it answers who asked for that: the answer leads away.
    if (why !== 'here' && client.isMutating({ mutationKey: signOutKey }) > 0) return;
    const session = client.getQueryData(sessionQuery.queryKey);
    if (session === undefined && left !== undefined) {
      // Several hear of the same end, each in its own time.
      if (WHYS.indexOf(why) <= WHYS.indexOf(left.why)) return;
      left = { ...left, why };
      go(left, true);
      return;
    }
    const { pathname, href } = router.state.location;
    live.stop();
    holdCalls();
    if (pathname === '/sign-in') return;
    forget(client);
    const from = href === '/' ? {} : { from: href };
    if (session === undefined && why !== 'here') {
      // Nobody was signed in of whom it could have ended.
      void router.navigate({ to: '/sign-in', search: from });
      return;
    }
    left = { why, from };
    go(left, false);
  };
}

/**
 * What looks who is signed in now, since another tab signed in. If it is somebody else, the pages
 * begin anew, for that one: the cookie is that of all tabs.
 */
export function renewer(router: AppRouter, client: QueryClient, live: LiveConnection) {
  return async (): Promise<void> => {
    const before = client.getQueryData(sessionQuery.queryKey);
    if (before === undefined || router.state.location.pathname === '/sign-in') return;
    const session = await readSession().catch(() => undefined);
    const isSame = session?.principal === before.principal;
    // It may be over by now, and somebody may have left.
    if (isSame || client.getQueryData(sessionQuery.queryKey) === undefined) return;
    live.stop();
    forget(client);
    if (session !== undefined) client.setQueryData(sessionQuery.queryKey, session);
    await router.invalidate();
  };
}

/** All that was read and asked for whoever was signed in; only what was typed is kept, for that one. */
function forget(client: QueryClient): void {
  const session = client.getQueryData(sessionQuery.queryKey);
  if (session !== undefined) keepDrafts(session.principal);
  modals.closeAll();
  client.clear();
}

export const LeaveContext = createContext<Leave | null>(null);

/** Leads to the sign-in page. */
export function useLeave(): Leave {
  const leave = useContext(LeaveContext);
  if (leave === null) throw new Error('there is no <LeaveContext> above this component');
  return leave;
}
