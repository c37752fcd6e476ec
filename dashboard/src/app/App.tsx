import { RouterProvider } from '@tanstack/react-router';
import { useEffect } from 'react';

import { onSignedOut } from '../api/client';
import { pageConnection } from '../live/context';
import { leaver } from './leave';
import { onTabs } from '../live/tabs';
import { Providers } from './Providers';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);
const live = pageConnection();
const leave = leaver(router, queryClient, live);

export function App() {
  useEffect(() => onSignedOut(() => leave('ended')), []);
  useEffect(() => onTabs(news => news === 'signed-out' && leave('elsewhere')), []);
  return (
    <Providers queryClient={queryClient} live={live}>
      <RouterProvider router={router} />
    </Providers>
  );
}
