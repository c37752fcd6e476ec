import type { QueryClient } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';

import { onSignedOut } from '../api/client';
import type { LiveConnection } from '../live/connection';
import { onTabs } from '../live/tabs';
import { type Leave, LeaveContext, renewer } from './leave';
import type { AppRouter } from './router';

interface Props {
  readonly router: AppRouter;
  readonly queryClient: QueryClient;
  readonly live: LiveConnection;
  readonly leave: Leave;
}

/** All pages, for as long as somebody is signed in and for whoever that is. */
export function Pages({ router, queryClient, live, leave }: Props) {
  useEffect(() => onSignedOut(() => leave('ended')), [leave]);
  useEffect(() => {
    const renew = renewer(router, queryClient, live);
    return onTabs(news => {
      if (news === 'signed-out') leave('elsewhere');
      else void renew();
    });
  }, [router, queryClient, live, leave]);
  return (
    <LeaveContext value={leave}>
      <RouterProvider router={router} />
    </LeaveContext>
  );
}
