import { createRoute } from '@tanstack/react-router';

import { jobsSearch } from '../features/jobs/search';
import { signedInRoute } from './signed-in';

export const jobsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs',
  validateSearch: jobsSearch,
}).lazy(() => import('./jobs.lazy').then(file => file.Route));
