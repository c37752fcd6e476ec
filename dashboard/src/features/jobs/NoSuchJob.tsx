import { IconMapSearch } from '@tabler/icons-react';

import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Page } from '../../components/Page';

/** Instead of a job that is not there, or of what is no id at all. */
export function NoSuchJob() {
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
