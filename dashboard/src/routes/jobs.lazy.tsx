import { Button, Center, Group, SegmentedControl } from '@mantine/core';
import { IconPlus, IconRepeat, IconSearch } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { jobsQuery, upcomingQuery } from '../api/jobs';
import { EmptyState } from '../components/EmptyState';
import { ErrorState } from '../components/ErrorState';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { JobTable } from '../features/jobs/JobTable';
import { type JobsSearch, toFilter } from '../features/jobs/search';
import { Upcoming } from '../features/jobs/Upcoming';
import { TextFilter } from '../features/tasks/TextFilter';
import { usePolling } from '../live/hooks';
import { useLiveJobs } from '../live/useLiveJobs';

export const Route = createLazyRoute('/signed-in/jobs')({ component: JobsRoute });

const SHOW = ['all', 'enabled', 'disabled', 'broken'] as const;

function JobsRoute() {
  const search = Route.useSearch();
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveJobs();
  const jobs = useInfiniteQuery({ ...jobsQuery(toFilter(search)), refetchInterval });
  const upcoming = useQuery({ ...upcomingQuery, refetchInterval });
  const set = (part: Partial<JobsSearch>) =>
    void navigate({ search: before => ({ ...before, ...part }), replace: true });
  const rows = jobs.data?.pages.flatMap(page => page.rows);
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
      {jobs.isLoadingError ? (
        <ErrorState
          title="The jobs cannot be shown"
          error={jobs.error}
          onRetry={() => void jobs.refetch()}
        />
      ) : rows === undefined ? (
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
        <JobTable jobs={rows} />
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
      {upcoming.data !== undefined && upcoming.data.length > 0 && <Upcoming runs={upcoming.data} />}
    </Page>
  );
}
