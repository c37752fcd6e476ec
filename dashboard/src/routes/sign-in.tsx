import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';

import { rootRoute } from './root';

/** `from`: the path within the dashboard to come back to; anything else is left out. */
const search = v.object({
  from: v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\/(?![/\\])/))), undefined)),
});

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch: search,
}).lazy(() => import('./sign-in.lazy').then(file => file.Route));
