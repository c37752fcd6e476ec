import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';

import { ApiError, messageOf } from '../api/problem';
import { Words } from './Words';

interface Props {
  error: unknown;
  /** What could not be done, such as `The workers cannot be shown`. */
  title: string;
  onRetry?: () => void;
}

/** Says what failed, why, and what to do next. */
export function ErrorState({ error, title, onRetry }: Props) {
  const requestId = error instanceof ApiError ? error.problem.requestId : undefined;
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Words>{messageOf(error)}</Words>
        </Text>
        {error instanceof ApiError && error.passing && (
          <Text size="sm" c="dimmed">
            This may pass by itself. If it does not, see what the terminal or the service log says.
          </Text>
        )}
        <Group gap="sm">
          {onRetry !== undefined && (
            <Button
              size="xs"
              variant="default"
              leftSection={<IconRefresh size={14} aria-hidden />}
              onClick={onRetry}
            >
              Try again
            </Button>
          )}
          {requestId !== undefined && requestId !== null && (
            <Text size="xs" c="dimmed">
              Request <Code>{requestId}</Code>
            </Text>
          )}
        </Group>
      </Stack>
    </Alert>
  );
}
