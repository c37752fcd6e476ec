import { Button, Center, Group, SegmentedControl } from '@mantine/core';
import { IconPlus, IconRepeat, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { comingKey, comingQuery } from '../api/coming';
import { type Job, jobsQuery } from '../api/jobs';
import { EmptyState } from '../components/EmptyState';
import { ErrorState } from '../components/ErrorState';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { TextFilter } from '../components/TextFilter';
import { among, useSelection } from '../components/use-selection';
import { JobsBar } from '../features/jobs/JobsBar';
import { JobTable } from '../features/jobs/JobTable';
import { type JobsSearch, toFilter } from '../features/jobs/search';
import { Upcoming } from '../features/jobs/upcoming/Upcoming';
import { usePolling, useRefresh, useTopic } from '../live/hooks';
import { useLiveJobs } from '../live/useLiveJobs';

export const Route = createLazyRoute('/signed-in/jobs')({ component: JobsRoute });

const SHOW = ['all', 'enabled', 'disabled', 'broken'] as const;

/** All jobs are read for it: not at each run of one. */
const COMING_MS = 10_000;
const NONE: readonly Job[] = [];

function JobsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveJobs();
  const jobs = useInfiniteQuery({ ...jobsQuery(toFilter(search)), refetchInterval });
  const coming = useQuery({ ...comingQuery, refetchInterval: 30_000 });
  const refreshComing = useRefresh([comingKey], COMING_MS);
  useTopic({ topic: 'jobs' }, { onEvent: refreshComing, onLagged: refreshComing });
  const set = (part: Partial<JobsSearch>) =>
    void navigate({ search: before => ({ ...before, ...part }), replace: true });
  const rows = jobs.data?.pages.flatMap(page => page.rows);
  const {
    selected: ever,
    select,
    clear,
  } = useSelection(JSON.stringify(toFilter(search)), rows ?? NONE);
  const selected = among(ever, rows ?? NONE);
  // Together with what comes above it, which would push it away; where that cannot be read, without.
  const isReady = rows !== undefined && (!coming.isPending || coming.failureCount > 0);
  const asked = search.name !== undefined || search.show !== undefined;
  return (
    <Page
      title="Jobs"
      actions={
        <LinkButton to="/jobs/new" leftSection={<IconPlus size={15} aria-hidden />}>
          New job
        </LinkButton>
      }
    >
      <Group gap="sm">
        <TextFilter
          label="Name"
          placeholder="Name begins with"
          icon={<IconSearch size={15} aria-hidden />}
          value={search.name ?? ''}
          onChange={name => set({ name })}
        />
        <SegmentedControl
          aria-label="Which jobs"
          size="xs"
          data={[...SHOW]}
          value={search.show ?? 'all'}
          onChange={value => {
            const show = SHOW.find(one => one === value);
            set({ show: show === 'all' ? undefined : show });
          }}
        />
      </Group>
      {isReady && coming.data !== undefined && coming.data.jobs.length > 0 && (
        <Upcoming
          {...coming.data}
          window={search.ahead ?? '24h'}
          onWindow={window => set({ ahead: window === '24h' ? undefined : window })}
        />
      )}
      {selected.size > 0 && <JobsBar selected={selected} onClear={clear} />}
      {jobs.isLoadingError ? (
        <ErrorState
          title="The jobs cannot be shown"
          error={jobs.error}
          onRetry={() => void jobs.refetch()}
        />
      ) : !isReady ? (
        <PageSkeleton />
      ) : rows.length === 0 ? (
        <EmptyState
          icon={IconRepeat}
          title={asked ? 'No job is like that' : 'No jobs yet'}
          action={
            asked ? (
              <Button variant="default" onClick={() => void navigate({ search: {} })}>
                Show all
              </Button>
            ) : (
              <LinkButton to="/jobs/new">New job</LinkButton>
            )
          }
        >
          {asked
            ? 'Another name or state may find it.'
            : 'A job is a task that comes back: every night, every hour, or whenever you say so.'}
        </EmptyState>
      ) : (
        <JobTable jobs={rows} selected={selected} onSelect={select} />
      )}
      {jobs.hasNextPage && (
        <Center>
          <Button
            variant="default"
            loading={jobs.isFetchingNextPage}
            onClick={() => void jobs.fetchNextPage()}
          >
            More jobs
          </Button>
        </Center>
      )}
    </Page>
  );
}
