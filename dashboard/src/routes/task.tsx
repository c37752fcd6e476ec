import { createRoute } from '@tanstack/react-router';

import { signedInRoute } from './signed-in';

export const taskRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/tasks/$taskId',
}).lazy(() => import('./task.lazy').then(file => file.Route));
