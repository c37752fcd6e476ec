import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components } from './schema';
import { statsKeys } from './stats';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];
/** Milliseconds; null where nothing was measured. */
export type Percentiles = Schemas['Percentiles'];

/** What happened within one minute, in all queues. */
export interface Minute {
  at: Instant;
  completed: number;
  failed: number;
  /** From due to assigned. */
  wait: Percentiles;
  /** From started to ended. */
  run: Percentiles;
}

/** The last minutes, oldest first; those in which nothing happened are there too. */
export const historyQuery = (minutes: number) =>
  queryOptions({
    queryKey: statsKeys.history(minutes),
    queryFn: async ({ signal }) => {
      const params = { query: { minutes } };
      const history = await ask(api.GET('/api/stats/history', { params, signal }));
      return history.buckets.flatMap(toMinute);
    },
    staleTime: 30_000,
  });

/** None for a bucket without a time: an answer never has one, but its type can. */
export function toMinute(bucket: Schemas['Bucket']): Minute[] {
  const at = instant(bucket.at);
  if (at === null) return [];
  const { completed, failed, waitMs, runMs } = bucket;
  return [{ at, completed, failed, wait: waitMs, run: runMs }];
}
