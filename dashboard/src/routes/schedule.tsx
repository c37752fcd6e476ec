import { createRoute } from '@tanstack/react-router';

import { parseScheduleSearch } from '../features/schedule/search';
import { checked } from './address';
import { signedInRoute } from './signed-in';

const validateSearch = checked(parseScheduleSearch);

export const scheduleRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/schedule',
  validateSearch,
}).lazy(() => import('./schedule.lazy').then(file => file.Route));
