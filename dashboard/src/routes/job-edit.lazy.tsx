import { useQuery } from '@tanstack/react-query';
import { createLazyRoute } from '@tanstack/react-router';

import { jobQuery } from '../api/jobs';
import { ErrorState } from '../components/ErrorState';
import { Page } from '../components/Page';
import { PageSkeleton } from '../components/PageSkeleton';
import { JobEditor } from '../features/jobs/editor/JobEditor';

export const Route = createLazyRoute('/signed-in/jobs/$jobId/edit')({ component: EditJobRoute });

function EditJobRoute() {
  const { jobId } = Route.useParams();
  const navigate = Route.useNavigate();
  const job = useQuery(jobQuery(jobId));
  const back = () => void navigate({ to: '/jobs/$jobId', params: { jobId } });
  return (
    <Page title={job.data === undefined ? 'Edit a job' : `Edit ${job.data.definition.name}`}>
      {job.data !== undefined ? (
        <JobEditor key={jobId} job={job.data} onSaved={back} onCancel={back} />
      ) : job.error === null ? (
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
