import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  type RouterHistory,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen, type RenderResult } from '@testing-library/react';
import { userEvent, type UserEvent } from '@testing-library/user-event';
import type { ReactNode } from 'react';

import { type Leave, leaver } from '../app/leave';
import { Pages } from '../app/Pages';
import { makeQueryClient } from '../app/queryClient';
import { makeRouter } from '../app/router';
import { theme, variables } from '../app/theme';
import { LiveConnection } from '../live/connection';
import { LiveContext } from '../live/context';
import { FakeSocket } from './socket';

interface Rendered extends RenderResult {
  user: UserEvent;
}

interface RenderedApp extends Rendered {
  /** Ends the session, as the page itself does it. */
  leave: Leave;
  /** Where one was. */
  history: RouterHistory;
}

/** Renders a component with all that is above it in the page; links lead nowhere. */
export async function show(ui: ReactNode): Promise<Rendered> {
  const root = createRootRoute();
  const page = createRoute({ getParentRoute: () => root, path: '/', component: () => ui });
  const rest = createRoute({ getParentRoute: () => root, path: '$', component: () => 'elsewhere' });
  const router = createRouter({
    routeTree: root.addChildren([page, rest]),
    history: createMemoryHistory(),
  });
  // This small router has other routes than the registered one; nothing here depends on them.
  const view = withAll(<RouterProvider router={router as never} />);
  await router.load();
  return view;
}

/** Renders the whole dashboard at a path; `serve` says what the API answers. */
export async function showApp(path: string): Promise<RenderedApp> {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retry: false } });
  const history = createMemoryHistory({ initialEntries: [path] });
  const router = makeRouter(client, history);
  const live = fakeLive();
  const leave = leaver(router, client, live);
  const pages = <Pages router={router} queryClient={client} live={live} leave={leave} />;
  const view = withAll(pages, client, live);
  await screen.findByRole('main', undefined, { timeout: 5_000 });
  return { ...view, leave, history };
}

const fakeLive = () =>
  new LiveConnection('ws://localhost/api/ws', { open: url => new FakeSocket(url) });

function withAll(ui: ReactNode, client = makeQueryClient(), live = fakeLive()): Rendered {
  const view = render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} env="test">
      <QueryClientProvider client={client}>
        <LiveContext value={live}>
          <ModalsProvider>
            <Notifications />
            {ui}
          </ModalsProvider>
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>,
  );
  return { ...view, user: userEvent.setup() };
}
