import { Badge, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import { jobQuery } from '../../api/jobs';
import type { TaskDetail } from '../../api/tasks';
import { CopyId } from '../../components/CopyId';
import { Fact, Facts as List } from '../../components/Facts';
import { count, duration, plural } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { Words } from '../../components/Words';

/** What else is known of a task; what it does not have is left out. */
export function Facts({ task }: { task: TaskDetail }) {
  const { retry } = task;
  const labels = Object.entries(task.labels);
  const counters = Object.entries(task.counters);
  const required = Object.entries(task.requiredLabels);
  return (
    <List>
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
      <Fact name="After a failure">{task.maxAttempts === 1 ? 'no retry' : backoff(retry)}</Fact>
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
            <JobName jobId={task.run.jobId} />
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
    </List>
  );
}

function Label({ text }: { text: string }) {
  return (
    <Badge
      variant="default"
      tt="none"
      fw={500}
      radius="sm"
      h="auto"
      mih={18}
      maw="100%"
      styles={{ label: { overflowWrap: 'anywhere', whiteSpace: 'normal' } }}
    >
      <Words>{text}</Words>
    </Badge>
  );
}

/** By its name, once that is read. */
function JobName({ jobId }: { readonly jobId: string }) {
  const job = useQuery({ ...jobQuery(jobId), staleTime: 60_000, retry: false });
  return job.data === undefined ? 'its job' : <Words>{job.data.definition.name}</Words>;
}

/** The wait before the next attempt, with the longest that there is. */
function backoff({ backoff: shape, delaySeconds, maxDelaySeconds }: TaskDetail['retry']): string {
  const most = duration(maxDelaySeconds * 1_000);
  // What begins at its limit does not grow.
  if (delaySeconds >= maxDelaySeconds) return `${most} before each, the most`;
  const first = duration(delaySeconds * 1_000);
  if (shape === 'fixed') return `fixed backoff of ${first}`;
  return `${shape} backoff from ${first}, at most ${most}`;
}

/** `1 of 3`; attempts that were lost with their worker count for none of them. */
function attempts({ attempt, triesUsed, maxAttempts }: TaskDetail): string {
  if (attempt === triesUsed) return `${attempt} of ${maxAttempts}`;
  return `${plural(attempt, 'attempt')} so far, ${triesUsed} of ${maxAttempts} tries used up`;
}
