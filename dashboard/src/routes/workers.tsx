import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';

import { fleetQuery } from '../api/fleet';
import { workersQuery } from '../api/workers';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

/** `all`: with those that went away more than an hour ago. */
const search = v.object({ all: v.fallback(v.optional(v.literal(true)), undefined) });

export const workersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/workers',
  validateSearch: search,
  loaderDeps: ({ search: { all } }) => ({ all }),
  loader: ({ context: { queryClient }, deps }) => {
    begin(queryClient, fleetQuery);
    begin(queryClient, workersQuery(deps.all));
  },
}).lazy(() => import('./workers.lazy').then(file => file.Route));
