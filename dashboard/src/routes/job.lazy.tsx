import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { jobQuery } from '../api/jobs';
import { isMissing } from '../api/problem';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { JobView } from '../features/jobs/JobView';
import { NoSuchJob } from '../features/jobs/NoSuchJob';
import { usePolling } from '../live/hooks';
import { useLiveJob } from '../live/useLiveJobs';

export const Route = createLazyRoute('/signed-in/jobs/$jobId')({ component: JobRoute });

function JobRoute() {
  const { jobId } = Route.useParams();
  const { fires = null } = Route.useSearch();
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveJob(jobId);
  const job = useQuery({ ...jobQuery(jobId), refetchInterval });
  // Also when it was there a moment ago: it may have been deleted meanwhile.
  if (isMissing(job.error)) return <NoSuchJob />;
  if (job.data !== undefined) {
    return (
      <JobView
        key={jobId}
        job={job.data}
        fires={fires}
        onFires={outcome =>
          void navigate({
            search: outcome === null ? {} : { fires: outcome },
            replace: true,
            resetScroll: false,
          })
        }
        onDeleted={() => void navigate({ to: '/jobs' })}
      />
    );
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
