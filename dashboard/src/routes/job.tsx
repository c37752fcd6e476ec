import { createRoute } from '@tanstack/react-router';

import { jobQuery } from '../api/jobs';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

export const jobRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/jobs/$jobId',
  loader: ({ context: { queryClient }, params }) => begin(queryClient, jobQuery(params.jobId)),
}).lazy(() => import('./job.lazy').then(file => file.Route));
