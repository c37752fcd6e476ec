import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';
import { useState } from 'react';

import { jobQuery } from '../api/jobs';
import { isMissing } from '../api/problem';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { JobEditor } from '../features/jobs/editor/JobEditor';
import { NoSuchJob } from '../features/jobs/NoSuchJob';
import { usePolling } from '../live/hooks';
import { useLiveJob } from '../live/useLiveJobs';

export const Route = createLazyRoute('/signed-in/jobs/$jobId/edit')({ component: EditJobRoute });

function EditJobRoute() {
  const { jobId } = Route.useParams();
  return <EditJob key={jobId} jobId={jobId} />;
}

function EditJob({ jobId }: { readonly jobId: string }) {
  const navigate = Route.useNavigate();
  const refetchInterval = usePolling();
  useLiveJob(jobId);
  // A form that is filled from what was read some time ago would be refused when it is saved.
  const job = useQuery({ ...jobQuery(jobId), refetchInterval, refetchOnMount: 'always' });
  const back = () => void navigate({ to: '/jobs/$jobId', params: { jobId } });
  // From then on the form stays, whatever is answered: what was typed is not to be taken away.
  const [isRead, setIsRead] = useState(false);
  if (!isRead && job.isSuccess && job.isFetchedAfterMount) setIsRead(true);
  if (!isRead && isMissing(job.error)) return <NoSuchJob />;
  const isFilled = isRead && job.data !== undefined;
  return (
    <Page title={isFilled ? `Edit ${job.data.definition.name}` : 'Edit a job'}>
      {isFilled ? (
        <JobEditor key={jobId} job={job.data} onSaved={back} onCancel={back} />
      ) : job.error === null || job.isFetching ? (
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
