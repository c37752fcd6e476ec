import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { queuesQuery } from '../../api/queues';
import type { TaskDetail } from '../../api/tasks';
import { workersQuery } from '../../api/workers';
import { Words } from '../../components/Words';
import { waitsFor } from './waits-for';

/** Nothing tells of the limits of queues: they are asked for. */
const EVERY_MS = 5_000;

/** Why a task that is due has not begun; nothing where it has only to wait its turn. */
export function WaitsFor({ task }: { readonly task: TaskDetail }) {
  const queues = useQuery({ ...queuesQuery, refetchInterval: EVERY_MS });
  const workers = useQuery({ ...workersQuery(), refetchInterval: EVERY_MS });
  const queue = queues.data?.find(({ name }) => name === task.queue);
  const what = waitsFor(task, queue, workers.data);
  if (what === null) return null;
  return (
    <Text size="sm" mt="md" role="status">
      Waits for <Words>{what}</Words>.
    </Text>
  );
}
