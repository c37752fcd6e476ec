import { Alert, Group, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

import type { Attempt, TaskDetail } from '../../api/tasks';
import { Card } from '../../components/Card';
import { shortId } from '../../components/format';
import { Page } from '../../components/Page';
import { StateBadge } from '../../components/StateBadge';
import { visibleLines } from '../../components/visible';
import { Words } from '../../components/Words';
import { Actions } from './Actions';
import { hasEnded } from './allowed';
import { Attempts } from './Attempts';
import { Facts } from './Facts';
import classes from './Facts.module.css';
import { Now } from './Now';
import { Output } from './output/Output';
import { Timeline } from './Timeline';

interface Props {
  readonly task: TaskDetail;
  /** Those before the latest one. */
  readonly attempts: readonly Attempt[];
}

/** A task with all that is known of it. */
export function TaskView({ task, attempts }: Props) {
  const title = task.name === '' ? `${task.kind} ${shortId(task.id)}` : task.name;
  const ended = hasEnded(task.state);
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
      </Card>
      {task.command !== '' && (
        <Card title="Command">
          {/* It scrolls when it is long, so keys must get there. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above */}
          <pre className={classes.code} tabIndex={0} aria-label="Command">
            {visibleLines(task.command.trim())}
          </pre>
        </Card>
      )}
      {task.kind === 'shell' && task.attempt > 0 && (
        <Output key={task.id} taskId={task.id} attempt={task.attempt} running={!ended} />
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

function why(task: TaskDetail): string {
  const kind = task.failure?.kind.replaceAll('_', ' ') ?? '';
  return task.state === 'failed' ? `Failed: ${kind}` : `Its last attempt failed: ${kind}`;
}

function Json({ title, value }: { title: string; value: unknown }) {
  return (
    <Card title={title}>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls when it is long */}
      <pre className={classes.code} tabIndex={0} aria-label={title}>
        {visibleLines(JSON.stringify(value, null, 2))}
      </pre>
    </Card>
  );
}
