import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import { countsOf } from './stats';
import type { TaskState } from './tasks';

/** A queue and what stands in it. */
export interface Queue {
  name: string;
  /** Nothing of it is given to workers. */
  paused: boolean;
  /** How many of its tasks may be under way at once; null for any number. */
  concurrency: number | null;
  /** Where that is limited: how many are. */
  admitted: number;
  byState: Record<TaskState, number>;
}

export const queuesKey = ['queues'] as const;

/** The queues that have, or had, tasks; by name. */
export const queuesQuery = queryOptions({
  queryKey: queuesKey,
  queryFn: async ({ signal }): Promise<Queue[]> => {
    const { queues } = await ask(api.GET('/api/queues', { signal }));
    return queues.map(({ name, paused, concurrency, admitted, byState }) => ({
      name,
      paused,
      concurrency,
      admitted,
      byState: countsOf(byState),
    }));
  },
});
