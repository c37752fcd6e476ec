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

export function toStats(total: number, byState: Readonly<Record<string, number>>): Stats {
  const count = (state: TaskState) => [state, byState[state] ?? 0] as const;
  // Object.fromEntries forgets which keys there are; TASK_STATES has them all.
  const counts = Object.fromEntries(TASK_STATES.map(count)) as Record<TaskState, number>;
  return { total, byState: counts };
}

export const statsQuery = queryOptions({
  queryKey: statsKeys.now,
  queryFn: async ({ signal }) => {
    const stats = await ask(api.GET('/api/stats', { signal }));
    return toStats(stats.total_tasks, stats.byState);
  },
});
