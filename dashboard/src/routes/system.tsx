import { createRoute } from '@tanstack/react-router';

import { configurationQuery } from '../api/configuration';
import { healthQuery, systemQuery } from '../api/system';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

export const systemRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/system',
  loader: ({ context: { queryClient } }) => {
    begin(queryClient, healthQuery);
    begin(queryClient, systemQuery);
    begin(queryClient, configurationQuery);
  },
}).lazy(() => import('./system.lazy').then(file => file.Route));
