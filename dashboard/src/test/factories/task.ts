import type { LogLine } from '../../api/logs';
import type { Attempt, TaskDetail, TaskState } from '../../api/tasks';

/** The time at which all tests take place. */
export const now = Date.parse('2026-11-21T09:00:00.000Z');
const second = 1_000;
const minute = 60 * second;

const worker = { id: 1, name: 'worker-1' };

const base: TaskDetail = {
  id: '01a1fd85-0368-7724-84f1-fa1fb96c320e',
  kind: 'shell',
  command: 'make report',
  state: 'scheduled',
  queue: 'default',
  priority: 0,
  assignedWorker: null,
  errorMessage: null,
  createdAt: now - 10 * minute,
  scheduledAt: now - 5 * minute,
  pickedAt: null,
  startedAt: null,
  endedAt: null,
  name: 'report',
  attempt: 0,
  triesUsed: 0,
  maxAttempts: 3,
  retry: { backoff: 'exponential', delaySeconds: 1, maxDelaySeconds: 300, neverOn: [] },
  exitCode: null,
  failure: null,
  worker: null,
  result: null,
  progress: null,
  counters: {},
  run: null,
  sample: null,
  traceId: null,
  timeoutSeconds: 3600,
  startTimeoutSeconds: null,
  heartbeatTimeoutSeconds: null,
  graceSeconds: 5,
  envNames: ['REPORT_DAY'],
  workingDir: null,
  labels: { team: 'data' },
  requiredLabels: {},
  metadata: { ticket: 7 },
  exclusive: false,
  idempotencyKey: null,
  createdBy: 'token:admin',
  owner: 'token:admin',
  canceledBy: null,
  simulate: null,
};

const assigned = {
  attempt: 1,
  worker,
  assignedWorker: worker.id,
  pickedAt: now - 5 * minute + second,
} satisfies Partial<TaskDetail>;

const started = {
  ...assigned,
  triesUsed: 1,
  startedAt: now - 5 * minute + 2 * second,
} satisfies Partial<TaskDetail>;

/** A task in each state, as that state looks. */
const inState: Record<TaskState, Partial<TaskDetail>> = {
  waiting: { scheduledAt: null },
  scheduled: { scheduledAt: now + 5 * minute },
  paused: { scheduledAt: now + 5 * minute },
  queued: {},
  assigned,
  running: {
    ...started,
    progress: { percent: 40, message: 'row 40 of 100', reportedAt: now - second },
    sample: { cpuPercent: 120, memoryBytes: 64_000_000, sampledAt: now - second },
  },
  completed: { ...started, endedAt: now - minute, exitCode: 0, result: { rows: 100 } },
  failed: {
    ...started,
    endedAt: now - minute,
    exitCode: 3,
    errorMessage: 'exited with code 3',
    failure: { kind: 'exit_code', message: 'exited with code 3' },
  },
  canceled: {
    endedAt: now - minute,
    canceledBy: 'token:admin',
    errorMessage: 'canceled by token:admin',
  },
};

export function task(state: TaskState, over: Partial<TaskDetail> = {}): TaskDetail {
  return { ...base, ...inState[state], state, ...over };
}

export function attempt(over: Partial<Attempt> = {}): Attempt {
  return {
    attempt: 1,
    end: 'lost',
    worker,
    pickedAt: now - 8 * minute,
    startedAt: now - 8 * minute + second,
    finishedAt: now - 7 * minute,
    exitCode: null,
    failure: null,
    ...over,
  };
}

export function logLine(over: Partial<LogLine> = {}): LogLine {
  return {
    seq: 1,
    attempt: 1,
    stream: 'stdout',
    text: 'hello',
    time: now,
    partial: false,
    ...over,
  };
}
