import { createRoute, redirect } from '@tanstack/react-router';

import { ApiError } from '../api/problem';
import { sessionQuery } from '../api/session';
import { Shell } from '../app/shell/Shell';
import { rootRoute } from './root';

/** Everything that needs somebody signed in, within the shell. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      const { principal } = await context.queryClient.query({
        ...sessionQuery,
        staleTime: 'static',
      });
      return { principal };
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({
        to: '/sign-in',
        search: location.href === '/' ? {} : { from: location.href },
      });
    }
  },
  component: SignedIn,
});

/** Nothing that was shown to one, or typed by one, is left for the next. */
function SignedIn() {
  const { principal } = signedInRoute.useRouteContext();
  return <Shell key={principal} />;
}
