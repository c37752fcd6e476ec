import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';

import { onSignedOut } from '../api/client';
import { makeQueryClient } from './queryClient';
import { pageConnection } from '../live/context';
import { Providers } from './Providers';
import { makeRouter } from './router';

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);
const live = pageConnection();

/** Goes to the sign-in page, which comes back here. */
function toSignIn(): void {
  const { pathname, href } = router.state.location;
  live.stop();
  if (pathname === '/sign-in') return;
  queryClient.clear();
  void router.navigate({ to: '/sign-in', search: href === '/' ? {} : { from: href } });
}

export function App() {
  useEffect(() => onSignedOut(toSignIn), []);
  return (
    <Providers queryClient={queryClient} live={live}>
      <RouterProvider router={router} />
    </Providers>
  );
}
