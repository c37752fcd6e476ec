import { IconMapSearch } from '@tabler/icons-react';

import { EmptyState } from '../../components/EmptyState';
import { LinkButton } from '../../components/LinkButton';
import { Page } from '../../components/Page';

/** Instead of a task that is not there, or of what is no id at all. */
export function NoSuchTask() {
  return (
    <Page title="Task not found">
      <EmptyState
        icon={IconMapSearch}
        title="There is no such task"
        action={<LinkButton to="/tasks">All tasks</LinkButton>}
      >
        Its id may be mistyped, or the task ended so long ago that it is no longer kept.
      </EmptyState>
    </Page>
  );
}
