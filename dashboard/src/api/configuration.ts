import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components } from './schema';

/** One thing that a part was told; secrets come masked. */
export type Setting = components['schemas']['Setting'];
export type Configuration = components['schemas']['Configuration'];

export const configurationQuery = queryOptions({
  queryKey: ['system', 'configuration'] as const,
  queryFn: ({ signal }): Promise<Configuration> =>
    ask(api.GET('/api/system/configuration', { signal })),
  // It changes with a restart.
  staleTime: 60_000,
});
