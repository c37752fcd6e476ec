import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import { countsOf } from './stats';
import type { TaskState } from './tasks';

/** A queue and what stands in it. */
export interface Queue {
  name: string;
  /** Nothing of it is given to workers. */
  paused: boolean;
  byState: Record<TaskState, number>;
}

export const queuesKey = ['queues'] as const;

/** The queues that have, or had, tasks; by name. */
export const queuesQuery = queryOptions({
  queryKey: queuesKey,
  queryFn: async ({ signal }): Promise<Queue[]> => {
    const { queues } = await ask(api.GET('/api/queues', { signal }));
    return queues.map(({ name, paused, byState }) => ({
      name,
      paused,
      byState: countsOf(byState),
    }));
  },
});
