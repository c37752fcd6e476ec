import { createLazyRoute } from '@tanstack/react-router';

import { SignIn } from '../features/signin/SignIn';

export const Route = createLazyRoute('/sign-in')({ component: SignInRoute });

function SignInRoute() {
  const { from, why } = Route.useSearch();
  return <SignIn from={from} why={why} />;
}
