import { createRoute } from '@tanstack/react-router';

import { parseJobsSearch } from '../features/jobs/search';
import { checked } from './address';
import { signedInRoute } from './signed-in';

const validateSearch = checked(parseJobsSearch);

export const jobsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs',
  validateSearch,
}).lazy(() => import('./jobs.lazy').then(file => file.Route));
