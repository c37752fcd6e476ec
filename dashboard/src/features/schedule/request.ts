import type { NewTask } from '../../api/tasks';
import { readIn } from '../../components/zoned';
import { zoneHere } from '../../components/zones';
import { type Form, type Row, soon } from './form';
import { parseMetadata } from './json';

/** The task that the fields describe. The idempotency key travels apart, in a header. */
export function toRequest(form: Form): NewTask {
  return {
    kind: form.kind,
    // What only answers takes no command; one that was typed for another kind stays in the form.
    command: form.kind === 'noop' ? null : text(form.command),
    name: text(form.name),
    queue: text(form.queue),
    priority: number(form.priority),
    owner: text(form.owner),
    maxAttempts: number(form.maxAttempts),
    retry: {
      backoff: form.backoff,
      delaySeconds: number(form.retryDelaySeconds),
      maxDelaySeconds: number(form.retryMaxDelaySeconds),
      neverOn: form.neverOn,
    },
    timeoutSeconds: number(form.timeoutSeconds),
    startTimeoutSeconds: number(form.startTimeoutSeconds),
    heartbeatTimeoutSeconds: number(form.heartbeatTimeoutSeconds),
    graceSeconds: number(form.graceSeconds),
    exclusive: form.exclusive,
    workingDir: text(form.workingDir),
    env: named(form.env),
    labels: named(form.labels),
    requiredLabels: named(form.requiredLabels),
    metadata: parseMetadata(form.metadata),
    simulate: form.kind === 'simulate' ? pace(form) : null,
    ...due(form),
  };
}

/** A span from now is told as such: the clock of the server counts, not that of this browser. */
function due(form: Form): Pick<NewTask, 'scheduledAt' | 'delaySeconds'> {
  if (form.when === 'at') {
    const read = readIn(form.at, zoneHere());
    return read === null ? {} : { scheduledAt: new Date(read.at).toISOString() };
  }
  return form.when === 'now' ? {} : { delaySeconds: soon[form.when] };
}

function pace(form: Form): NewTask['simulate'] {
  const percent = number(form.failurePercent);
  return {
    assignAfterSeconds: number(form.assignAfterSeconds),
    startAfterSeconds: number(form.startAfterSeconds),
    runForSeconds: number(form.runForSeconds),
    failureRate: percent === null ? null : percent / 100,
  };
}

const text = (value: string) => (value === '' ? null : value);

function number(value: number | string): number | null {
  return value === '' ? null : Number(value);
}

function named(list: readonly Row[]): Record<string, string> | null {
  const filled = list.filter(({ name }) => name !== '');
  return filled.length === 0
    ? null
    : Object.fromEntries(filled.map(({ name, value }) => [name, value]));
}

/** Simulated tasks to look at; one in twenty fails, so that failures are seen too. */
export function demo(count: number): NewTask[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: 'simulate',
    command: `demo ${at + 1} of ${count}`,
    name: `demo-${at + 1}`,
    labels: { demo: 'true' },
    simulate: {
      assignAfterSeconds: 0,
      startAfterSeconds: 0.5,
      runForSeconds: 2,
      failureRate: 0.05,
    },
  }));
}
