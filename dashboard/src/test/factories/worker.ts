import type { components } from '../../api/schema';

type Worker = components['schemas']['Worker'];

const idle: Worker = {
  id: 1,
  name: 'worker-1',
  status: 'idle',
  currentTaskId: null,
  running: [],
  draining: false,
  slots: 4,
  tasksCompleted: 12,
  tasksFailed: 1,
  host: 'laptop',
  version: '0.1.0',
  labels: { zone: 'a' },
  queues: [],
  cpuPercent: 12.5,
  memoryPercent: 40,
  memoryBytes: 52_000_000,
  session: 3,
  registeredAt: '2026-11-21T08:00:00.000Z',
  lastActiveAt: '2026-11-21T09:00:00.000Z',
};

/** One worker per status, as the API answers it. */
export const workerFactory = {
  idle: (over: Partial<Worker> = {}): Worker => ({ ...idle, ...over }),
  busy: (over: Partial<Worker> = {}): Worker => {
    const running = over.running ?? ['0193b3c4-0000-7000-8000-00000000abcd'];
    return { ...idle, status: 'busy', running, currentTaskId: running[0] ?? null, ...over };
  },
  draining: (over: Partial<Worker> = {}): Worker => workerFactory.busy({ draining: true, ...over }),
  offline: (over: Partial<Worker> = {}): Worker => ({ ...idle, status: 'offline', ...over }),
};
