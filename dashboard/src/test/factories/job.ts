import type { components } from '../../api/schema';

type Schemas = components['schemas'];
type Job = Schemas['Job'];

const schedule: Schemas['JobSchedule'] = {
  kind: 'cron',
  expressions: ['0 9 * * 1-5'],
  timezone: 'Europe/Berlin',
  active: true,
  startsAt: null,
  endsAt: null,
  jitterSeconds: 0,
  blackouts: [],
  gap: 'cron',
  fold: 'cron',
  overlap: 'skip',
  catchup: 'none',
  catchupWindowSeconds: 86_400,
};

const task: Schemas['JobTask'] = {
  kind: 'shell',
  command: 'backup --all',
  name: '',
  queue: 'default',
  priority: 0,
  maxAttempts: 3,
  timeoutSeconds: 3_600,
  startTimeoutSeconds: null,
  heartbeatTimeoutSeconds: null,
  graceSeconds: 5,
  env: { A: '1' },
  workingDir: null,
  labels: {},
  requiredLabels: {},
  metadata: {},
  exclusive: false,
  retry: { backoff: 'exponential', delaySeconds: 1, maxDelaySeconds: 300, neverOn: [] },
  simulate: null,
};

const scheduled: Job = {
  id: '0193b3c4-0000-7000-8000-0000000000aa',
  name: 'nightly',
  description: 'Copies everything',
  owner: 'token:admin',
  enabled: true,
  scheduleState: 'on',
  broken: false,
  brokenErrors: 0,
  version: 2,
  labels: { team: 'ops' },
  task,
  schedule,
  scheduleText: 'at 09:00 on Monday to Friday',
  checks: [],
  requiresChecks: false,
  breakerThreshold: 1,
  notify: null,
  nextRunAt: '2026-11-23T08:00:00.000Z',
  lastFinishedAt: null,
  lastRun: null,
  openRuns: 0,
  recent: [],
  createdBy: 'token:admin',
  createdAt: '2026-11-21T08:00:00.000Z',
  updatedAt: '2026-11-21T08:00:00.000Z',
};

const finished: Schemas['Run'] = {
  id: '0193b3c4-0000-7000-8000-0000000000bb',
  jobId: scheduled.id,
  jobVersion: 2,
  trigger: 'scheduled',
  nominalAt: '2026-11-20T08:00:00.000Z',
  state: 'completed',
  createdAt: '2026-11-20T08:00:00.000Z',
  startedAt: '2026-11-20T08:00:00.012Z',
  finishedAt: '2026-11-20T08:01:00.000Z',
  exitCode: 0,
  failure: null,
  counters: { errors: 0, copied: 1_200, skipped: 7 },
};

/** A run, as the API answers it. */
export const runFactory = (over: Partial<Schemas['Run']> = {}): Schemas['Run'] => ({
  ...finished,
  ...over,
});

/** A job per way to stand, as the API answers it. */
export const jobFactory = {
  on: (over: Partial<Job> = {}): Job => ({ ...scheduled, ...over }),
  off: (over: Partial<Job> = {}): Job => ({
    ...scheduled,
    scheduleState: 'off',
    schedule: { ...schedule, active: false },
    nextRunAt: null,
    ...over,
  }),
  ended: (over: Partial<Job> = {}): Job => ({
    ...scheduled,
    scheduleState: 'ended',
    schedule: { ...schedule, kind: 'once', at: '2026-11-20T08:00:00.000Z' },
    nextRunAt: null,
    ...over,
  }),
  broken: (over: Partial<Job> = {}): Job =>
    jobFactory.off({
      scheduleState: 'broken',
      broken: true,
      brokenErrors: 3,
      lastRun: runFactory({ state: 'failed', exitCode: 1, counters: { errors: 3 } }),
      recent: ['failed', 'completed'],
      ...over,
    }),
  checked: (over: Partial<Job> = {}): Job => ({
    ...scheduled,
    requiresChecks: true,
    checks: [
      {
        name: 'database',
        kind: 'tcp',
        host: 'db.example.org',
        port: 5432,
        command: null,
        timeoutSeconds: 10,
        status: 'failed',
        checkedAt: '2026-11-21T08:00:00.000Z',
        taskId: '0193b3c4-0000-7000-8000-0000000000cc',
        message: 'connection refused',
      },
    ],
    ...over,
  }),
};
