import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { taskQuery } from '../api/tasks';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { duplicate, initial } from '../features/schedule/form';
import { SchedulePage } from '../features/schedule/SchedulePage';

export const Route = createLazyRoute('/signed-in/schedule')({ component: ScheduleRoute });

function ScheduleRoute() {
  const { from, command, queue } = Route.useSearch();
  if (from !== undefined) return <Copy key={from} id={from} />;
  const first = { ...initial, command: command ?? '', queue: queue ?? initial.queue };
  return <SchedulePage key={JSON.stringify(first)} first={first} copy={false} />;
}

function Copy({ id }: { id: string }) {
  const task = useQuery({ ...taskQuery(id), staleTime: Infinity });
  if (task.data !== undefined) return <SchedulePage first={duplicate(task.data)} copy />;
  return (
    <Page title="Schedule">
      {task.error === null ? (
        <Skeleton h={320} role="status" aria-label="Loading" />
      ) : (
        <ErrorState
          title="The task to duplicate cannot be read"
          error={task.error}
          onRetry={() => void task.refetch()}
        />
      )}
    </Page>
  );
}
