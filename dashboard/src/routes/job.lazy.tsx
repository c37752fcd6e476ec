import { IconMapSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { jobQuery } from '../api/jobs';
import { ApiError } from '../api/problem';
import { EmptyState } from '../components/EmptyState';
import { ErrorState } from '../components/ErrorState';
import { LinkButton } from '../components/LinkButton';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { JobView } from '../features/jobs/JobView';
import { usePolling } from '../live/hooks';
import { useLiveJobs } from '../live/useLiveJobs';

export const Route = createLazyRoute('/signed-in/jobs/$jobId')({ component: JobRoute });

function JobRoute() {
  const { jobId } = Route.useParams();
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveJobs();
  const job = useQuery({ ...jobQuery(jobId), refetchInterval });
  // Also when it was there a moment ago: it may have been deleted meanwhile.
  if (job.error instanceof ApiError && [400, 404].includes(job.error.status)) {
    return (
      <Page title="Job not found">
        <EmptyState
          icon={IconMapSearch}
          title="There is no such job"
          action={<LinkButton to="/jobs">All jobs</LinkButton>}
        >
          Its id may be mistyped, or it was deleted.
        </EmptyState>
      </Page>
    );
  }
  if (job.data !== undefined) {
    return <JobView key={jobId} job={job.data} onDeleted={() => void navigate({ to: '/jobs' })} />;
  }
  return (
    <Page title="Job">
      {job.error === null ? (
        <PageSkeleton />
      ) : (
        <ErrorState
          title="The job cannot be shown"
          error={job.error}
          onRetry={() => void job.refetch()}
        />
      )}
    </Page>
  );
}
