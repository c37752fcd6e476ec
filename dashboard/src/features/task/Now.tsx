import { Group, Progress, Stack, Text } from '@mantine/core';

import type { TaskDetail } from '../../api/tasks';
import { bytes } from '../../components/format';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';

/** How far the latest attempt is, and what it takes of its machine. */
export function Now({ task }: { task: TaskDetail }) {
  const { progress, sample } = task;
  return (
    <Stack gap="sm" mt="lg">
      {progress !== null && (
        <div>
          <Group justify="space-between" mb={6}>
            <Text size="sm">
              <Words>{progress.message === '' ? 'Progress' : progress.message}</Words>
            </Text>
            <Text size="sm" className="tabular">
              {Math.round(progress.percent)} %
            </Text>
          </Group>
          <Progress
            value={progress.percent}
            color="orange"
            aria-label={`Progress: ${Math.round(progress.percent)} percent`}
          />
        </div>
      )}
      {sample !== null && (
        <Group gap="xl">
          <Text size="sm" className="tabular">
            {Math.round(sample.cpuPercent)} %{' '}
            <Text span c="dimmed" inherit>
              of a processor
            </Text>
          </Text>
          <Text size="sm" className="tabular">
            {bytes(sample.memoryBytes)}{' '}
            <Text span c="dimmed" inherit>
              memory
            </Text>
          </Text>
          <Text size="xs" c="dimmed">
            <TimeAgo at={sample.sampledAt} />
          </Text>
        </Group>
      )}
    </Stack>
  );
}
