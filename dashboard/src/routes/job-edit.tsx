import { createRoute } from '@tanstack/react-router';

import { signedInRoute } from './signed-in';

export const editJobRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs/$jobId/edit',
}).lazy(() => import('./job-edit.lazy').then(file => file.Route));
