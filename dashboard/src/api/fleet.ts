import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';

/** The workers that TaskMaster itself starts and stops. */
export interface Fleet {
  backend: string;
  /** The last reason why the wanted size was not reached. */
  lastError: string | null;
  wanted: number;
  present: number;
}

/** How many workers a fleet can be scaled to. */
export const FLEET_SIZE = { min: 1, max: 50 } as const;

export const fleetKey = ['fleet'] as const;

export const fleetQuery = queryOptions({
  queryKey: fleetKey,
  queryFn: async ({ signal }): Promise<Fleet> => {
    const fleet = await ask(api.GET('/api/fleet', { signal }));
    return { ...fleet, lastError: fleet.lastError ?? null };
  },
});

/** Sets the wanted size; the answer comes before the workers do. */
export async function scaleFleet(count: number): Promise<{ wanted: number; present: number }> {
  const { wanted, present } = await ask(api.POST('/api/workers/scale', { body: { count } }));
  return { wanted, present };
}
