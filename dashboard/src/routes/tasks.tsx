import { createRoute } from '@tanstack/react-router';

import { taskPageQuery } from '../api/tasks';
import { parseTaskSearch, toQuery } from '../features/tasks/search';
import { checked } from './address';
import { signedInRoute } from './signed-in';

const validateSearch = checked(parseTaskSearch);

export const tasksRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/tasks',
  validateSearch,
  loaderDeps: ({ search }) => search,
  // Begun here and awaited where it is shown, so that a click is answered at once.
  loader: ({ context, deps }) => {
    const page = taskPageQuery(toQuery(deps, Date.now()), deps.cursor);
    void context.queryClient.query(page).catch(() => undefined);
  },
}).lazy(() => import('./tasks.lazy').then(file => file.Route));
