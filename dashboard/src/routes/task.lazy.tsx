import { Skeleton, Stack } from '@mantine/core';
import { IconMapSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { ApiError } from '../api/problem';
import { attemptsQuery, taskQuery } from '../api/tasks';
import { EmptyState } from '../components/EmptyState';
import { ErrorState } from '../components/ErrorState';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { hasEnded } from '../features/task/allowed';
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
  if (task.error instanceof ApiError && [400, 404].includes(task.error.status)) {
    return (
      <Page title="Task not found">
        <EmptyState
          icon={IconMapSearch}
          title="There is no such task"
          action={<LinkButton to="/tasks">All tasks</LinkButton>}
        >
          Its id may be mistyped, or the task ended so long ago that it is no longer kept.
        </EmptyState>
      </Page>
    );
  }
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
