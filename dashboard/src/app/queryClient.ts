import { QueryClient } from '@tanstack/react-query';

import { ApiError } from '../api/problem';

export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // What is shown is kept up to date by the live connection and by polling.
        staleTime: 2_000,
        gcTime: 5 * 60_000,
        retry: (failures, error) => failures < 2 && error instanceof ApiError && error.passing,
        retryDelay: tries => Math.min(4_000, 400 * 2 ** tries),
      },
      mutations: { retry: false },
    },
  });
}
