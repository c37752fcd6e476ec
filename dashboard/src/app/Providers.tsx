import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider, type QueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';

import { LiveContext } from '../live/context';
import type { LiveConnection } from '../live/connection';
import { styleNonce } from './nonce';
import { theme, variables } from './theme';

interface Props {
  queryClient: QueryClient;
  live: LiveConnection;
  children: ReactNode;
}

/** Everything that pages and components expect above them. */
export function Providers({ queryClient, live, children }: Props) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <LiveContext value={live}>
          <ModalsProvider>
            <Notifications position="bottom-right" limit={4} />
            {children}
          </ModalsProvider>
        </LiveContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
