import type { QueryClient } from '@tanstack/react-query';
import { createRouter, type RouterHistory } from '@tanstack/react-router';

import { basePath } from '../api/base';
import { ErrorPage } from '../components/ErrorPage';
import { NotFoundPage } from '../components/NotFoundPage';
import { readAddress, writeAddress } from '../routes/address';
import { jobRoute } from '../routes/job';
import { editJobRoute } from '../routes/job-edit';
import { newJobRoute } from '../routes/job-new';
import { jobsRoute } from '../routes/jobs';
import { overviewRoute } from '../routes/overview';
import { rootRoute } from '../routes/root';
import { scheduleRoute } from '../routes/schedule';
import { signedInRoute } from '../routes/signed-in';
import { signInRoute } from '../routes/sign-in';
import { systemRoute } from '../routes/system';
import { taskRoute } from '../routes/task';
import { tasksRoute } from '../routes/tasks';
import { unknownRoute } from '../routes/unknown';
import { workersRoute } from '../routes/workers';

const routeTree = rootRoute.addChildren([
  signInRoute,
  signedInRoute.addChildren([
    overviewRoute,
    tasksRoute,
    taskRoute,
    jobsRoute,
    newJobRoute,
    jobRoute,
    editJobRoute,
    scheduleRoute,
    workersRoute,
    systemRoute,
    unknownRoute,
  ]),
]);

/** `history` is the browser's unless a test brings its own. */
export function makeRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    basepath: basePath(),
    context: { queryClient },
    parseSearch: readAddress,
    stringifySearch: writeAddress,
    defaultPreload: 'intent',
    // The query cache knows what is fresh.
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: ErrorPage,
    defaultNotFoundComponent: NotFoundPage,
    ...(history === undefined ? {} : { history }),
  });
}

export type AppRouter = ReturnType<typeof makeRouter>;

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}
