import { pageConnection } from '../live/context';
import { leaver } from './leave';
import { Pages } from './Pages';
import { Providers } from './Providers';
import { makeQueryClient } from './queryClient';
import { makeRouter } from './router';

const queryClient = makeQueryClient();
const router = makeRouter(queryClient);
const live = pageConnection();
const leave = leaver(router, queryClient, live);

export function App() {
  return (
    <Providers queryClient={queryClient} live={live}>
      <Pages router={router} queryClient={queryClient} live={live} leave={leave} />
    </Providers>
  );
}
