import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { isMissing } from '../api/problem';
import { attemptsQuery, hasEnded, taskQuery } from '../api/tasks';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { NoSuchTask } from '../features/task/NoSuchTask';
import { TaskView } from '../features/task/TaskView';
import { useLiveTask } from '../features/task/use-live-task';
import { usePolling } from '../live/hooks';

export const Route = createLazyRoute('/signed-in/tasks/$taskId')({ component: TaskRoute });

function TaskRoute() {
  const { taskId } = Route.useParams();
  const every = usePolling();
  const task = useQuery({
    ...taskQuery(taskId),
    refetchInterval: ({ state }) => (state.data && hasEnded(state.data.state) ? false : every),
  });
  const attempts = useQuery({
    ...attemptsQuery(taskId),
    enabled: (task.data?.attempt ?? 0) > 0,
    refetchInterval: task.data && hasEnded(task.data.state) ? false : every,
  });
  useLiveTask(task.data);

  if (task.data !== undefined) {
    return <TaskView key={taskId} task={task.data} attempts={attempts.data ?? []} />;
  }
  if (isMissing(task.error)) return <NoSuchTask />;
  return (
    <Page title="Task">
      {task.error === null ? (
        <Stack aria-label="Loading" role="status">
          <Skeleton h={120} />
          <Skeleton h={60} />
          <Skeleton h={320} />
        </Stack>
      ) : (
        <ErrorState
          title="The task cannot be shown"
          error={task.error}
          onRetry={() => void task.refetch()}
        />
      )}
    </Page>
  );
}
