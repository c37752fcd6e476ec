import { createRoute } from '@tanstack/react-router';

import { parseScheduleSearch } from '../features/schedule/search';
import { signedInRoute } from './signed-in';

export const scheduleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/schedule',
  validateSearch: parseScheduleSearch,
}).lazy(() => import('./schedule.lazy').then(file => file.Route));
