import { Alert, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';

import type { TaskDetail } from '../../api/tasks';
import { CopyId } from '../../components/CopyId';
import { LinkButton } from '../../components/LinkButton';
import { Moment } from '../../components/Time';

/** What was accepted, and the way to it. */
export function Answer({ task }: { task: TaskDetail }) {
  return (
    <Alert
      color="green"
      variant="light"
      role="status"
      icon={<IconCircleCheck aria-hidden />}
      title="The task is scheduled"
    >
      <Stack gap="xs">
        <Text size="sm">
          Due <Moment at={task.scheduledAt} />
        </Text>
        <CopyId value={task.id} />
        <Group gap="xs" mt={4}>
          <LinkButton size="xs" to="/tasks/$taskId" params={{ taskId: task.id }}>
            Watch it
          </LinkButton>
          <LinkButton size="xs" variant="default" to="/tasks">
            All tasks
          </LinkButton>
        </Group>
      </Stack>
    </Alert>
  );
}
