import { createRoute } from '@tanstack/react-router';

import { NotFoundPage } from '../components/NotFoundPage';
import { signedInRoute } from './signed-in';

/** Every other path: the navigation stays where it is. */
export const unknownRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '$',
  component: NotFoundPage,
});
