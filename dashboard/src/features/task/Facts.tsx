import { Badge, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';

import type { TaskDetail } from '../../api/tasks';
import { CopyId } from '../../components/CopyId';
import { count, duration, plural } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { Words } from '../../components/Words';
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
          <Words>{task.queue}</Words>
        </Link>
      </Fact>
      <Fact name="Priority">{task.priority}</Fact>
      <Fact name="Worker">
        {task.worker === null ? (
          <Text span c="dimmed" inherit>
            none yet
          </Text>
        ) : (
          <Link to="/workers" search={{ worker: task.worker.name }} size="sm">
            <Words>{task.worker.name}</Words>
          </Link>
        )}
      </Fact>
      <Fact name="Attempts">{attempts(task)}</Fact>
      <Fact name="After a failure">
        {task.maxAttempts === 1
          ? 'no retry'
          : `${retry.backoff} backoff from ${duration(retry.delaySeconds * 1_000)}`}
      </Fact>
      <Fact name="Timeout">
        {duration(task.timeoutSeconds * 1_000)}, then {duration(task.graceSeconds * 1_000)} grace
      </Fact>
      {task.startTimeoutSeconds !== null && (
        <Fact name="May stay queued for">{duration(task.startTimeoutSeconds * 1_000)}</Fact>
      )}
      {task.heartbeatTimeoutSeconds !== null && (
        <Fact name="Must report every">{duration(task.heartbeatTimeoutSeconds * 1_000)}</Fact>
      )}
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
      {task.workingDir !== null && (
        <Fact name="Starts in">
          <Words>{task.workingDir}</Words>
        </Fact>
      )}
      {task.exclusive && <Fact name="Exclusive">never runs twice at once</Fact>}
      {task.traceId !== null && (
        <Fact name="Trace id">
          <CopyId value={task.traceId} what="trace id" />
        </Fact>
      )}
      {task.idempotencyKey !== null && (
        <Fact name="Idempotency key">
          <Words>{task.idempotencyKey}</Words>
        </Fact>
      )}
      <Fact name="Created by">
        <Words>{task.createdBy}</Words>
      </Fact>
      {task.owner !== task.createdBy && (
        <Fact name="Owner">
          <Words>{task.owner}</Words>
        </Fact>
      )}
      {task.canceledBy !== null && (
        <Fact name="Canceled by">
          <Words>{task.canceledBy}</Words>
        </Fact>
      )}
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
      <Words>{text}</Words>
    </Badge>
  );
}

/** `1 of 3`; attempts that were lost with their worker count for none of them. */
function attempts({ attempt, triesUsed, maxAttempts }: TaskDetail): string {
  if (attempt === triesUsed) return `${attempt} of ${maxAttempts}`;
  return `${plural(attempt, 'attempt')} so far, ${triesUsed} of ${maxAttempts} tries used up`;
}
