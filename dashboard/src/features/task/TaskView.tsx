import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import { type Attempt, hasEnded, type TaskDetail, type TaskState } from '../../api/tasks';
import type { Instant } from '../../api/time';
import { Card } from '../../components/Card';
import { CodeBlock } from '../../components/CodeBlock';
import { shortId } from '../../components/format';
import { Page } from '../../components/Page';
import { StateBadge } from '../../components/StateBadge';
import { Words } from '../../components/Words';
import { Actions } from './Actions';
import { Attempts } from './Attempts';
import { Facts } from './Facts';
import { Now } from './Now';
import { Output } from './output/Output';
import { Timeline } from './Timeline';
import { WaitsFor } from './WaitsFor';

interface Props {
  readonly task: TaskDetail;
  /** Those before the latest one. */
  readonly attempts: readonly Attempt[];
}

/** A task with all that is known of it. */
export function TaskView({ task, attempts }: Props) {
  const title = task.name === '' ? `${task.kind} ${shortId(task.id)}` : task.name;
  const metadata = Object.keys(task.metadata).length > 0;
  return (
    <Page
      title={title}
      heading={
        <Group gap="sm">
          <Title order={1} style={{ overflowWrap: 'anywhere' }}>
            <Words>{title}</Words>
          </Title>
          <StateBadge state={task.state} />
        </Group>
      }
      actions={<Actions task={task} />}
    >
      {task.failure !== null && task.state !== 'running' && (
        <Alert
          color="red"
          variant="light"
          icon={<IconAlertTriangle aria-hidden />}
          title={why(task)}
        >
          <Text size="sm">
            <Words>{task.failure.message}</Words>
          </Text>
        </Alert>
      )}
      <Card title="Timeline">
        <Timeline task={task} attempts={attempts} />
        {task.state === 'running' && (task.progress !== null || task.sample !== null) && (
          <Now task={task} />
        )}
        {task.state === 'queued' && <WaitsFor task={task} />}
      </Card>
      {task.command !== '' && (
        <Card title="Command">
          <CodeBlock label="Command">{task.command.trim()}</CodeBlock>
        </Card>
      )}
      {task.kind === 'shell' && task.attempt > 0 && (
        <Output
          key={task.id}
          taskId={task.id}
          attempt={task.attempt}
          running={isWriting(task.state)}
          next={nextOf(task)}
        />
      )}
      {attempts.length > 0 && (
        <Card title="Attempts" flush>
          <Attempts task={task} attempts={attempts} />
        </Card>
      )}
      <Card title="About">
        <Facts task={task} />
      </Card>
      {(metadata || task.result !== null) && (
        <Stack gap="lg">
          {metadata && <Json title="Metadata" value={task.metadata} />}
          {task.result !== null && <Json title="Result" value={task.result} />}
        </Stack>
      )}
    </Page>
  );
}

/** Its latest attempt goes on: between two there is nobody who writes. */
const isWriting = (state: TaskState) => state === 'assigned' || state === 'running';

/** Where a try has ended and another will come: when, or null where that is not known. */
function nextOf({ state, scheduledAt }: TaskDetail): Instant | null | undefined {
  if (isWriting(state) || hasEnded(state)) return undefined;
  return state === 'scheduled' ? scheduledAt : null;
}

function why(task: TaskDetail): string {
  const kind = task.failure?.kind.replaceAll('_', ' ') ?? '';
  return task.state === 'failed' ? `Failed: ${kind}` : `Its last attempt failed: ${kind}`;
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    <Card title={title}>
      <CodeBlock label={title}>{JSON.stringify(value, null, 2)}</CodeBlock>
    </Card>
  );
}
