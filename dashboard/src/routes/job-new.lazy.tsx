import { createLazyRoute } from '@tanstack/react-router';

import { Page } from '../components/Page';
import { JobEditor } from '../features/jobs/editor/JobEditor';

export const Route = createLazyRoute('/signed-in/jobs/new')({ component: NewJobRoute });

function NewJobRoute() {
  const navigate = Route.useNavigate();
  return (
    <Page title="New job">
      <JobEditor
        onSaved={({ id }) => void navigate({ to: '/jobs/$jobId', params: { jobId: id } })}
        onCancel={() => void navigate({ to: '/jobs' })}
      />
    </Page>
  );
}
