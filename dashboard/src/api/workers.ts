import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components } from './schema';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];
export type WorkerStatus = Schemas['WorkerStatus'];

export interface Worker {
  id: number;
  name: string;
  status: WorkerStatus;
  draining: boolean;
  slots: number;
  /** Ids of the tasks that it has. */
  running: string[];
  tasksCompleted: number;
  tasksFailed: number;
  host: string;
  version: string;
  labels: Record<string, string>;
  /** The queues that it takes tasks from; none means all. */
  queues: string[];
  /** Of the whole host. */
  cpuPercent: number;
  memoryPercent: number;
  memoryBytes: number;
  /** How often a session was opened under its name. */
  session: number;
  registeredAt: Instant | null;
  lastActiveAt: Instant | null;
}

export function toWorker(worker: Schemas['Worker']): Worker {
  return {
    id: worker.id,
    name: worker.name,
    status: worker.status,
    draining: worker.draining,
    slots: worker.slots,
    running: worker.running,
    tasksCompleted: worker.tasksCompleted,
    tasksFailed: worker.tasksFailed,
    host: worker.host,
    version: worker.version,
    labels: worker.labels,
    queues: worker.queues,
    cpuPercent: worker.cpuPercent,
    memoryPercent: worker.memoryPercent,
    memoryBytes: worker.memoryBytes,
    session: worker.session,
    registeredAt: instant(worker.registeredAt),
    lastActiveAt: instant(worker.lastActiveAt),
  };
}

export const workerKeys = {
  all: ['workers'] as const,
  list: (all: boolean) => ['workers', 'list', { all }] as const,
};

/** The workers; `all` has those too that went away more than an hour ago. */
export const workersQuery = (all = false) =>
  queryOptions({
    queryKey: workerKeys.list(all),
    queryFn: async ({ signal }) => {
      const params = all ? { query: { all } } : {};
      const answer = await ask(api.GET('/api/workers', { params, signal }));
      return answer.workers.map(toWorker);
    },
  });

export async function drainWorker(name: string): Promise<Worker> {
  return toWorker(await ask(api.POST('/api/workers/{name}/drain', { params: { path: { name } } })));
}

export async function resumeWorker(name: string): Promise<Worker> {
  const params = { path: { name } };
  return toWorker(await ask(api.POST('/api/workers/{name}/resume', { params })));
}

export interface Killed {
  name: string;
  /** How many of its tasks went back to their queues. */
  requeued: number;
}

/** Answers once the worker has stopped. Without `replace` the wanted size falls by one. */
export async function killWorker(name: string, replace: boolean): Promise<Killed> {
  const { requeued } = await ask(api.POST('/api/workers/kill', { body: { name, replace } }));
  return { name, requeued };
}
