import { Group } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useEffect, useMemo, useState } from 'react';

import { type Task, taskPageQuery } from '../api/tasks';
import { workersQuery } from '../api/workers';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { useNow } from '../components/useNow';
import { useSelection } from '../components/use-selection';
import { Columns } from '../features/tasks/Columns';
import { Filters } from '../features/tasks/Filters';
import { Paging } from '../features/tasks/Paging';
import {
  anyFilter,
  defaultLimit,
  filtersOf,
  type TaskFilters,
  tidy,
  toQuery,
  withFilters,
} from '../features/tasks/search';
import { readColumns, writeColumns } from '../features/tasks/stored';
import { TaskList } from '../features/tasks/TaskList';
import { TasksBar } from '../features/tasks/TasksBar';
import { useLiveTasks } from '../features/tasks/use-live-tasks';
import { usePages } from '../features/tasks/use-pages';
import { Views } from '../features/tasks/Views';
import { usePolling } from '../live/hooks';

export const Route = createLazyRoute('/signed-in/tasks')({ component: TasksRoute });

const NONE: readonly Task[] = [];

function TasksRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const client = useQueryClient();
  // A span that ends now moves on with the minute, not with each second.
  const minute = Math.floor(useNow() / 60_000) * 60_000;
  const query = useMemo(() => toQuery(search, minute), [search, minute]);
  const tasks = useQuery({
    ...taskPageQuery(query, search.cursor),
    placeholderData: keepPreviousData,
    refetchInterval: usePolling(),
  });
  const workers = useQuery(workersQuery());
  const names = useMemo(
    () => new Map((workers.data ?? []).map(worker => [worker.id, worker.name])),
    [workers.data],
  );
  const [columns, setColumns] = useState(() => readColumns());
  const { selected, select, clear } = useSelection(
    JSON.stringify(filtersOf(search)),
    tasks.data?.tasks ?? NONE,
  );
  const nextCursor = tasks.isPlaceholderData ? null : (tasks.data?.nextCursor ?? null);
  const { older, newer, page } = usePages(search, nextCursor);
  useLiveTasks(search);

  // The next page is there before it is asked for.
  useEffect(() => {
    if (nextCursor === null) return;
    void client.query(taskPageQuery(query, nextCursor)).catch(() => undefined);
  }, [client, query, nextCursor]);

  const filter = (change: Partial<TaskFilters>) =>
    void navigate({ search: withFilters(search, change), resetScroll: false });
  const show = (filters: TaskFilters) =>
    void navigate({ search: tidy({ ...filters, limit: search.limit }) });

  return (
    <Page
      title="Tasks"
      actions={
        <LinkButton to="/schedule" leftSection={<IconPlus size={16} aria-hidden />}>
          New task
        </LinkButton>
      }
    >
      <Group justify="space-between" align="flex-start" gap="xs">
        <Filters search={search} onChange={filter} workers={[...names.values()]} />
        <Group gap="xs">
          <Views search={search} onChoose={show} />
          <Columns
            shown={columns}
            onChange={next => {
              setColumns(next);
              writeColumns(next);
            }}
          />
        </Group>
      </Group>
      {selected.size > 0 && <TasksBar selected={selected} onClear={clear} />}
      <TaskList
        page={tasks.data}
        error={tasks.error}
        onRetry={() => void tasks.refetch()}
        old={tasks.isPlaceholderData}
        filtered={anyFilter(search)}
        onClear={() => show({})}
        columns={columns}
        workers={names}
        selected={selected}
        onSelect={select}
      />
      {tasks.data !== undefined && (
        <Paging
          shown={tasks.data.tasks.length}
          partial={tasks.data.partial}
          limit={search.limit ?? defaultLimit}
          onLimit={limit =>
            void navigate({
              search: tidy({
                ...search,
                cursor: undefined,
                limit: ([25, 50, 100, 200] as const).find(one => one === limit),
              }),
            })
          }
          onNewer={newer}
          onOlder={older}
          page={page}
        />
      )}
    </Page>
  );
}
