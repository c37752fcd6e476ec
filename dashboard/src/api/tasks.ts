import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components, paths } from './schema';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];
export type TaskState = Schemas['State'];
export type Failure = Schemas['Failure'];
/** The schema's `NewTask` is "any of" these and narrower ones; all fields are in the widest. */
export type NewTask = Extract<Schemas['NewTask'], { queue?: unknown }>;
export type Kind = Schemas['Kind'];
export type FailureKind = Schemas['FailureKind'];

/** All states, in the order of a task's life. */
export const TASK_STATES = [
  'waiting',
  'scheduled',
  'queued',
  'assigned',
  'running',
  'paused',
  'completed',
  'failed',
  'canceled',
] as const satisfies readonly TaskState[];

/** It will not change any more, unless somebody retries it. */
export function hasEnded(state: TaskState): boolean {
  return state === 'completed' || state === 'failed' || state === 'canceled';
}

/** All that an attempt can fail of. */
export const FAILURE_KINDS = [
  'exit_code',
  'error',
  'timeout',
  'start_timeout',
  'lost_worker',
  'dependency',
  'rejected',
  'limit_exceeded',
  'poison',
] as const satisfies readonly FailureKind[];

/** A task as lists show it. */
export interface Task {
  id: string;
  /** Given by people; empty for none. */
  name: string;
  kind: string;
  command: string;
  state: TaskState;
  queue: string;
  priority: number;
  /** The worker's id, which its name keeps. */
  assignedWorker: number | null;
  errorMessage: string | null;
  createdAt: Instant | null;
  scheduledAt: Instant | null;
  pickedAt: Instant | null;
  startedAt: Instant | null;
  /** Whichever of the three ends there was. */
  endedAt: Instant | null;
}

/** A task with all that is known of it. */
export interface TaskDetail extends Task {
  attempt: number;
  canceledBy: string | null;
  /** What it told by a call, over its attempts. */
  counters: Record<string, number>;
  createdBy: string;
  envNames: string[];
  exclusive: boolean;
  exitCode: number | null;
  failure: Failure | null;
  graceSeconds: number;
  idempotencyKey: string | null;
  labels: Record<string, string>;
  maxAttempts: number;
  metadata: Record<string, unknown>;
  owner: string;
  progress: { message: string; percent: number; reportedAt: Instant | null } | null;
  requiredLabels: Record<string, string>;
  result: unknown;
  retry: Schemas['Retry'];
  /** The run of a job that it is. */
  run: { jobId: string; trigger: string } | null;
  sample: { cpuPercent: number; memoryBytes: number; sampledAt: Instant | null } | null;
  simulate: Schemas['Simulate'] | null;
  startTimeoutSeconds: number | null;
  heartbeatTimeoutSeconds: number | null;
  timeoutSeconds: number;
  traceId: string | null;
  triesUsed: number;
  worker: Schemas['WorkerRef'] | null;
  workingDir: string | null;
}

/** An attempt that ended and was not the last. */
export interface Attempt {
  attempt: number;
  end: Schemas['AttemptEnd'];
  exitCode: number | null;
  failure: Failure | null;
  pickedAt: Instant | null;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  worker: Schemas['WorkerRef'] | null;
}

/** What a list of tasks is cut down to; the names are those of the API. */
export type TaskFilter = Omit<
  NonNullable<paths['/api/tasks']['get']['parameters']['query']>,
  'cursor' | 'status'
>;

export interface TaskPage {
  tasks: Task[];
  nextCursor: string | null;
  /** The server looked as far as it may without filling the page: there can be more. */
  partial: boolean;
}

export function toTask(item: Schemas['TaskItem']): Task {
  return {
    id: item.id,
    name: item.name,
    kind: item.kind,
    command: item.command,
    state: item.state,
    queue: item.queue,
    priority: item.priority,
    assignedWorker: item.assignedWorker ?? null,
    errorMessage: item.errorMessage ?? null,
    createdAt: instant(item.createdAt),
    scheduledAt: instant(item.scheduledAt),
    pickedAt: instant(item.pickedAt),
    startedAt: instant(item.startedAt),
    endedAt: instant(item.completedAt ?? item.failedAt ?? item.canceledAt),
  };
}

export function toTaskDetail(detail: Schemas['TaskDetail']): TaskDetail {
  const { progress, sample } = detail;
  return {
    ...toTask(detail),
    attempt: detail.attempt,
    canceledBy: detail.canceledBy ?? null,
    counters: detail.counters,
    createdBy: detail.createdBy,
    envNames: detail.envNames,
    exclusive: detail.exclusive,
    exitCode: detail.exitCode ?? null,
    failure: detail.failure ?? null,
    graceSeconds: detail.graceSeconds,
    idempotencyKey: detail.idempotencyKey ?? null,
    labels: detail.labels,
    maxAttempts: detail.maxAttempts,
    metadata: detail.metadata,
    owner: detail.owner,
    progress: progress ? { ...progress, reportedAt: instant(progress.reportedAt) } : null,
    requiredLabels: detail.requiredLabels,
    result: detail.result ?? null,
    retry: detail.retry,
    run: detail.run ?? null,
    sample: sample ? { ...sample, sampledAt: instant(sample.sampledAt) } : null,
    simulate: detail.simulate ?? null,
    startTimeoutSeconds: detail.startTimeoutSeconds ?? null,
    heartbeatTimeoutSeconds: detail.heartbeatTimeoutSeconds ?? null,
    timeoutSeconds: detail.timeoutSeconds,
    traceId: detail.traceId ?? null,
    triesUsed: detail.triesUsed,
    worker: detail.worker ?? null,
    workingDir: detail.workingDir ?? null,
  };
}

function toAttempt(item: Schemas['Attempt']): Attempt {
  return {
    attempt: item.attempt,
    end: item.end,
    exitCode: item.exitCode ?? null,
    failure: item.failure ?? null,
    pickedAt: instant(item.pickedAt),
    startedAt: instant(item.startedAt),
    finishedAt: instant(item.finishedAt),
    worker: item.worker ?? null,
  };
}

/** The keys of all that is read of tasks: invalidating `all` reads whatever is shown anew. */
export const taskKeys = {
  all: ['tasks'] as const,
  lists: ['tasks', 'list'] as const,
  list: (filter: TaskFilter) => ['tasks', 'list', filter] as const,
  details: ['tasks', 'detail'] as const,
  detail: (id: string) => ['tasks', 'detail', id] as const,
  attempts: (id: string) => ['tasks', 'attempts', id] as const,
};

async function readPage(
  filter: TaskFilter,
  cursor: string | undefined,
  signal: AbortSignal,
): Promise<TaskPage> {
  const query = cursor === undefined ? filter : { ...filter, cursor };
  const page = await ask(api.GET('/api/tasks', { params: { query }, signal }));
  return {
    tasks: page.tasks.map(toTask),
    nextCursor: page.nextCursor ?? null,
    partial: page.partial ?? false,
  };
}

/** The first page of a list, newest first. */
export const tasksQuery = (filter: TaskFilter) =>
  queryOptions({
    queryKey: taskKeys.list(filter),
    queryFn: ({ signal }) => readPage(filter, undefined, signal),
  });

/** The page of a list that begins after a cursor; without one the first. */
export const taskPageQuery = (filter: TaskFilter, cursor: string | undefined) =>
  queryOptions({
    queryKey: [...taskKeys.list(filter), cursor ?? null] as const,
    queryFn: ({ signal }) => readPage(filter, cursor, signal),
  });

export const taskQuery = (id: string) =>
  queryOptions({
    queryKey: taskKeys.detail(id),
    queryFn: async ({ signal }) =>
      toTaskDetail(await ask(api.GET('/api/tasks/{id}', { params: { path: { id } }, signal }))),
  });

export const attemptsQuery = (id: string) =>
  queryOptions({
    queryKey: taskKeys.attempts(id),
    queryFn: async ({ signal }) => {
      const answer = await ask(
        api.GET('/api/tasks/{id}/attempts', { params: { path: { id } }, signal }),
      );
      return answer.attempts.map(toAttempt);
    },
  });

/** What can be done to a task. */
export type TaskAction = 'cancel' | 'retry' | 'pause' | 'resume';

export async function actOnTask(action: TaskAction, id: string): Promise<TaskDetail> {
  const options = { params: { path: { id } } };
  switch (action) {
    case 'cancel':
      return toTaskDetail(await ask(api.POST('/api/tasks/{id}/cancel', options)));
    case 'retry':
      return toTaskDetail(await ask(api.POST('/api/tasks/{id}/retry', options)));
    case 'pause':
      return toTaskDetail(await ask(api.POST('/api/tasks/{id}/pause', options)));
    case 'resume':
      return toTaskDetail(await ask(api.POST('/api/tasks/{id}/resume', options)));
  }
}

/** Hands one task in. The key makes a repeated call the same call. */
export async function submitTask(task: NewTask, key: string): Promise<TaskDetail> {
  const params = { header: { 'Idempotency-Key': key } };
  return toTaskDetail(await ask(api.POST('/api/tasks', { params, body: task })));
}

/** Hands many tasks in, all or none; their ids in the same order. */
export async function submitTasks(tasks: NewTask[]): Promise<string[]> {
  const answer = await ask(api.POST('/api/tasks/bulk', { body: { tasks } }));
  return answer.ids;
}
