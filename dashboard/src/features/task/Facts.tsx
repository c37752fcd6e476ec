import { Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { TaskDetail } from '../../api/tasks';
import { CopyId } from '../../components/CopyId';
import { count, duration } from '../../components/format';
import { Link } from '../../components/LinkButton';
import classes from './Facts.module.css';

/** What else is known of a task; what it does not have is left out. */
export function Facts({ task }: { task: TaskDetail }) {
  const { retry } = task;
  const labels = Object.entries(task.labels);
  const counters = Object.entries(task.counters);
  const required = Object.entries(task.requiredLabels);
  return (
    <dl className={classes.facts}>
      <Fact name="Id">
        <CopyId value={task.id} />
      </Fact>
      <Fact name="Kind">{task.kind}</Fact>
      <Fact name="Queue">
        <Link to="/tasks" search={{ queue: task.queue }} size="sm">
          {task.queue}
        </Link>
      </Fact>
      <Fact name="Priority">{task.priority}</Fact>
      <Fact name="Worker">
        {task.worker === null ? (
          <Text span c="dimmed" inherit>
            none yet
          </Text>
        ) : (
          <Link to="/tasks" search={{ worker: task.worker.name }} size="sm">
            {task.worker.name}
          </Link>
        )}
      </Fact>
      <Fact name="Attempts">
        {task.attempt} made, {task.triesUsed} of {task.maxAttempts} used
      </Fact>
      <Fact name="After a failure">
        {task.maxAttempts === 1
          ? 'no retry'
          : `${retry.backoff} backoff from ${duration(retry.delaySeconds * 1_000)}`}
      </Fact>
      <Fact name="Timeout">
        {duration(task.timeoutSeconds * 1_000)}, then {duration(task.graceSeconds * 1_000)} grace
      </Fact>
      {counters.length > 0 && (
        <Fact name="Counters">
          <Group gap={4}>
            {counters.map(([name, value]) => (
              <Label key={name} text={`${name} ${count(value)}`} />
            ))}
          </Group>
        </Fact>
      )}
      {task.run !== null && (
        <Fact name="Run of">
          <Link to="/jobs/$jobId" params={{ jobId: task.run.jobId }} size="sm">
            its job
          </Link>
          , {task.run.trigger}
        </Fact>
      )}
      {task.exitCode !== null && <Fact name="Exit code">{task.exitCode}</Fact>}
      {labels.length > 0 && (
        <Fact name="Labels">
          <Group gap={4}>
            {labels.map(([name, value]) => (
              <Link key={name} to="/tasks" search={{ label: [`${name}=${value}`] }}>
                <Label text={`${name}=${value}`} />
              </Link>
            ))}
          </Group>
        </Fact>
      )}
      {required.length > 0 && (
        <Fact name="Its worker must have">
          <Group gap={4}>
            {required.map(([name, value]) => (
              <Label key={name} text={`${name}=${value}`} />
            ))}
          </Group>
        </Fact>
      )}
      {task.envNames.length > 0 && (
        <Fact name="Environment (values are not shown)">
          <Group gap={4}>
            {task.envNames.map(name => (
              <Label key={name} text={name} />
            ))}
          </Group>
        </Fact>
      )}
      {task.workingDir !== null && <Fact name="Starts in">{task.workingDir}</Fact>}
      {task.exclusive && <Fact name="Exclusive">never runs twice at once</Fact>}
      {task.traceId !== null && (
        <Fact name="Trace id">
          <CopyId value={task.traceId} what="trace id" />
        </Fact>
      )}
      {task.idempotencyKey !== null && <Fact name="Idempotency key">{task.idempotencyKey}</Fact>}
      <Fact name="Created by">{task.createdBy}</Fact>
      {task.owner !== task.createdBy && <Fact name="Owner">{task.owner}</Fact>}
      {task.canceledBy !== null && <Fact name="Canceled by">{task.canceledBy}</Fact>}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Label({ text }: { text: string }) {
  return (
    <Badge variant="default" tt="none" fw={500} radius="sm">
      {text}
    </Badge>
  );
}
