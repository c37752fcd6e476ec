import { Button, Group } from '@mantine/core';
import { IconMapSearch } from '@tabler/icons-react';

import { EmptyState } from './EmptyState';
import { LinkButton } from './LinkButton';
import { Page } from './Page';

/** For a path that is no page of ours. */
export function NotFoundPage() {
  return (
    <Page title="Not found">
      <EmptyState
        icon={IconMapSearch}
        title="There is no page at this address"
        action={
          <Group gap="xs">
            <LinkButton to="/">Overview</LinkButton>
            <Button variant="default" onClick={() => window.history.back()}>
              Go back
            </Button>
          </Group>
        }
      >
        The link may be mistyped or of another version. All pages are in the navigation, and Ctrl K
        finds a task by its id.
      </EmptyState>
    </Page>
  );
}
