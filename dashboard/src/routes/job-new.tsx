import { createRoute } from '@tanstack/react-router';

import { signedInRoute } from './signed-in';

export const newJobRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs/new',
}).lazy(() => import('./job-new.lazy').then(file => file.Route));
