import { type FailureKind, FAILURE_KINDS, type Kind, type TaskDetail } from '../../api/tasks';

export type When = 'now' | '5m' | '30m' | '1h' | 'at';

export interface Row {
  /** Tells rows apart while they are edited; never sent. */
  readonly key: string;
  name: string;
  value: string;
}

/** What the fields hold, as they hold it: an empty number is an empty text. */
export interface Form {
  kind: Kind;
  command: string;
  name: string;
  when: When;
  /** Date and time on the clock of this browser, `2026-11-21T09:00`. */
  at: string;
  queue: string;
  priority: number | string;
  owner: string;
  idempotencyKey: string;
  maxAttempts: number | string;
  backoff: TaskDetail['retry']['backoff'];
  retryDelaySeconds: number | string;
  retryMaxDelaySeconds: number | string;
  neverOn: FailureKind[];
  timeoutSeconds: number | string;
  startTimeoutSeconds: number | string;
  heartbeatTimeoutSeconds: number | string;
  graceSeconds: number | string;
  exclusive: boolean;
  workingDir: string;
  env: Row[];
  labels: Row[];
  requiredLabels: Row[];
  /** JSON as it was typed; nothing is no metadata. */
  metadata: string;
  assignAfterSeconds: number | string;
  startAfterSeconds: number | string;
  runForSeconds: number | string;
  failurePercent: number | string;
}

/** The fields that are lists of names and values. */
export const ROWS = ['env', 'labels', 'requiredLabels'] as const satisfies readonly (keyof Form)[];
export type RowsField = (typeof ROWS)[number];

export type Errors = Partial<Record<string, string>>;

export const kinds = ['shell', 'simulate', 'noop'] as const satisfies readonly Kind[];

export const soon = { now: 0, '5m': 300, '30m': 1_800, '1h': 3_600 } as const;

/** What the server takes for a field that is not sent. */
export const initial: Form = {
  kind: 'shell',
  command: '',
  name: '',
  when: 'now',
  at: '',
  queue: 'default',
  priority: 0,
  owner: '',
  idempotencyKey: '',
  maxAttempts: 1,
  backoff: 'exponential',
  retryDelaySeconds: 1,
  retryMaxDelaySeconds: 300,
  neverOn: [],
  timeoutSeconds: 3_600,
  startTimeoutSeconds: '',
  heartbeatTimeoutSeconds: '',
  graceSeconds: 5,
  exclusive: false,
  workingDir: '',
  env: [],
  labels: [],
  requiredLabels: [],
  metadata: '',
  assignAfterSeconds: 1,
  startAfterSeconds: 2,
  runForSeconds: 5,
  failurePercent: 0,
};

let rows = 0;
export function row(name = '', value = ''): Row {
  rows += 1;
  return { key: `row-${rows}`, name, value };
}

/**
 * The same task once more, now. Values of variables are never answered, so they are to be
 * filled in again; the idempotency key stays with the task that has it.
 */
export function duplicate(task: TaskDetail): Form {
  const { retry, simulate } = task;
  return {
    ...initial,
    kind: kinds.find(kind => kind === task.kind) ?? 'shell',
    command: task.command,
    name: task.name,
    queue: task.queue,
    priority: task.priority,
    // Whoever hands a task in owns it, unless it was said to be another's.
    owner: task.owner === task.createdBy ? '' : task.owner,
    maxAttempts: task.maxAttempts,
    backoff: retry.backoff,
    retryDelaySeconds: retry.delaySeconds,
    retryMaxDelaySeconds: retry.maxDelaySeconds,
    neverOn: FAILURE_KINDS.filter(kind => retry.neverOn.includes(kind)),
    timeoutSeconds: task.timeoutSeconds,
    startTimeoutSeconds: task.startTimeoutSeconds ?? '',
    heartbeatTimeoutSeconds: task.heartbeatTimeoutSeconds ?? '',
    graceSeconds: task.graceSeconds,
    exclusive: task.exclusive,
    workingDir: task.workingDir ?? '',
    env: task.envNames.map(name => row(name)),
    labels: Object.entries(task.labels).map(([name, value]) => row(name, value)),
    requiredLabels: Object.entries(task.requiredLabels).map(([name, value]) => row(name, value)),
    metadata: Object.keys(task.metadata).length === 0 ? '' : JSON.stringify(task.metadata, null, 2),
    assignAfterSeconds: simulate?.assignAfterSeconds ?? initial.assignAfterSeconds,
    startAfterSeconds: simulate?.startAfterSeconds ?? initial.startAfterSeconds,
    runForSeconds: simulate?.runForSeconds ?? initial.runForSeconds,
    failurePercent: Math.round((simulate?.failureRate ?? 0) * 10_000) / 100,
  };
}
