import type { QueryClient } from '@tanstack/react-query';

import { taskKeys, type Task, type TaskPage } from './tasks';

/** All tasks that the page has seen of late, in lists or alone: nobody is asked for them. */
export function knownTasks(client: QueryClient): Task[] {
  const lists = client.getQueriesData<TaskPage>({ queryKey: taskKeys.lists });
  const details = client.getQueriesData<Task>({ queryKey: taskKeys.details });
  return [
    ...lists.flatMap(([, page]) => page?.tasks ?? []),
    ...details.flatMap(([, task]) => task ?? []),
  ];
}
