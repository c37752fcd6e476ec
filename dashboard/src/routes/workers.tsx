import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';

import { fleetQuery } from '../api/fleet';
import { workersQuery } from '../api/workers';
import { checked } from './address';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

/** `all`: with those that went away more than an hour ago. `worker`: the one that is meant. */
const search = v.object({
  all: v.fallback(
    v.optional(
      v.pipe(
        v.union([v.literal(true), v.literal('true')]),
        v.transform(() => true as const),
      ),
    ),
    undefined,
  ),
  worker: v.fallback(v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(255))), undefined),
});

const validateSearch = checked(raw => v.parse(search, raw));

export const workersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/workers',
  validateSearch,
  loaderDeps: ({ search: { all } }) => ({ all }),
  loader: ({ context: { queryClient }, deps }) => {
    begin(queryClient, fleetQuery);
    begin(queryClient, workersQuery(deps.all));
  },
}).lazy(() => import('./workers.lazy').then(file => file.Route));
