import { createRoute } from '@tanstack/react-router';
import * as v from 'valibot';

import { checked } from './address';
import { rootRoute } from './root';

/**
 * `from`: the path within the dashboard to come back to; anything else is left out. `why`: why
 * somebody who was signed in is not any more.
 */
const search = v.object({
  from: v.optional(v.fallback(v.optional(v.pipe(v.string(), v.regex(/^\/(?![/\\])/))), undefined)),
  why: v.fallback(v.optional(v.picklist(['ended', 'elsewhere'])), undefined),
});

const validateSearch = checked(raw => v.parse(search, raw));

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch,
}).lazy(() => import('./sign-in.lazy').then(file => file.Route));
