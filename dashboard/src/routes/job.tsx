import { createRoute } from '@tanstack/react-router';

import { jobQuery } from '../api/jobs';
import { parseJobSearch } from '../features/jobs/search';
import { checked } from './address';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

const validateSearch = checked(parseJobSearch);

export const jobRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs/$jobId',
  validateSearch,
  loader: ({ context: { queryClient }, params }) => begin(queryClient, jobQuery(params.jobId)),
}).lazy(() => import('./job.lazy').then(file => file.Route));
