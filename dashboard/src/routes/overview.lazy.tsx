import { SimpleGrid, Stack } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useQueries, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { activityKey, activityQuery } from '../api/activity';
import { historyQuery } from '../api/history';
import { queuesKey, queuesQuery } from '../api/queues';
import { statsKeys, statsQuery } from '../api/stats';
import { taskKeys, taskQuery, type TaskDetail } from '../api/tasks';
import { workersQuery } from '../api/workers';
import { ErrorState } from '../components/ErrorState';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { Activity } from '../features/overview/Activity';
import { failedWithin } from '../features/overview/failedWithin';
import { Failures } from '../features/overview/Failures';
import { History } from '../features/overview/History';
import { failuresQuery, HISTORY_MINUTES, runningQuery, SHOWN } from '../features/overview/queries';
import { Queues } from '../features/overview/Queues';
import { RunningNow } from '../features/overview/RunningNow';
import { States } from '../features/overview/States';
import { Tiles } from '../features/overview/Tiles';
import { useFeed } from '../features/overview/useFeed';
import { useLiveStatus, usePolling, useRefresh, useRefreshLater } from '../live/hooks';
import { useLiveWorkers } from '../live/useLiveWorkers';

export const Route = createLazyRoute('/signed-in/')({ component: OverviewRoute });

const LIVE_KEYS = [statsKeys.now, taskKeys.lists, queuesKey];

/** The activity feed is written up to a second after what it tells of. */
const WRITTEN_MS = 1_500;

function OverviewRoute() {
  const refetchInterval = usePolling();
  const live = useLiveStatus();
  const refresh = useRefresh(LIVE_KEYS);
  const refreshLog = useRefreshLater(activityKey, WRITTEN_MS);
  const changes = useFeed(() => {
    refresh();
    refreshLog();
  });
  useLiveWorkers(refreshLog);

  const stats = useQuery({ ...statsQuery, refetchInterval });
  const workers = useQuery({ ...workersQuery(), refetchInterval });
  const running = useQuery({ ...runningQuery, refetchInterval });
  const failures = useQuery({ ...failuresQuery, refetchInterval });
  const history = useQuery({ ...historyQuery(HISTORY_MINUTES), refetchInterval: 60_000 });
  const queues = useQuery({ ...queuesQuery, refetchInterval });
  const log = useQuery({ ...activityQuery, refetchInterval });
  const details = useQueries({
    queries: (running.data?.tasks ?? [])
      .slice(0, SHOWN)
      .map(task => ({ ...taskQuery(task.id), refetchInterval: 3_000 })),
    combine: results => new Map(results.flatMap(byId)),
  });

  const broken = [stats, workers, running, failures].find(query => query.isLoadingError);
  return (
    <Page
      title="Overview"
      actions={
        <LinkButton to="/schedule" leftSection={<IconPlus size={15} aria-hidden />}>
          New task
        </LinkButton>
      }
    >
      {broken !== undefined ? (
        <ErrorState
          title="The overview cannot be shown"
          error={broken.error}
          onRetry={() => void broken.refetch()}
        />
      ) : stats.data && workers.data && running.data && failures.data ? (
        <Stack gap="md">
          <Tiles
            stats={stats.data}
            workers={workers.data}
            failedLastHour={failedWithin(history.data, failures.data)}
          />
          {history.data && <History minutes={history.data} />}
          <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
            <Stack gap="md">
              <RunningNow tasks={running.data.tasks} details={details} workers={workers.data} />
              <Activity log={log.data ?? []} changes={changes} live={live} />
            </Stack>
            <Stack gap="md">
              <Failures tasks={failures.data.tasks} />
              <States stats={stats.data} />
              {queues.data && <Queues queues={queues.data} />}
            </Stack>
          </SimpleGrid>
        </Stack>
      ) : (
        <PageSkeleton />
      )}
    </Page>
  );
}

function byId({ data }: { data: TaskDetail | undefined }): [string, TaskDetail][] {
  return data === undefined ? [] : [[data.id, data]];
}
