import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import { TASK_STATES, type TaskState } from './tasks';

/** How many tasks there are. */
export interface Stats {
  total: number;
  byState: Record<TaskState, number>;
}

export const statsKeys = {
  all: ['stats'] as const,
  now: ['stats', 'now'] as const,
  history: (minutes: number) => ['stats', 'history', minutes] as const,
};

/** A number for each state, also where the answer has none. */
export function countsOf(byState: Readonly<Record<string, number>>): Record<TaskState, number> {
  const count = (state: TaskState) => [state, byState[state] ?? 0] as const;
  // Object.fromEntries forgets which keys there are; TASK_STATES has them all.
  return Object.fromEntries(TASK_STATES.map(count)) as Record<TaskState, number>;
}

export const statsQuery = queryOptions({
  queryKey: statsKeys.now,
  queryFn: async ({ signal }): Promise<Stats> => {
    const stats = await ask(api.GET('/api/stats', { signal }));
    return { total: stats.total_tasks, byState: countsOf(stats.byState) };
  },
});
