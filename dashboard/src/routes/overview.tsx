import { createRoute } from '@tanstack/react-router';

import { activityQuery } from '../api/activity';
import { historyQuery } from '../api/history';
import { queuesQuery } from '../api/queues';
import { statsQuery } from '../api/stats';
import { workersQuery } from '../api/workers';
import { failuresQuery, HISTORY_MINUTES, runningQuery } from '../features/overview/queries';
import { begin } from './begin';
import { signedInRoute } from './signed-in';

export const overviewRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  loader: ({ context: { queryClient } }) => {
    begin(queryClient, statsQuery);
    begin(queryClient, workersQuery());
    begin(queryClient, runningQuery);
    begin(queryClient, failuresQuery);
    begin(queryClient, historyQuery(HISTORY_MINUTES));
    begin(queryClient, queuesQuery);
    begin(queryClient, activityQuery);
  },
}).lazy(() => import('./overview.lazy').then(file => file.Route));
