import { workerFactory } from './factories/worker';
import type { Answers } from './server';

/** Who is signed in. */
export const session = { principal: 'token:admin', role: 'admin', expiresAt: null };

const stats = {
  total_tasks: 3,
  pending_tasks: 1,
  running_tasks: 1,
  completed_tasks: 1,
  failed_tasks: 0,
  workers: [],
  byState: { queued: 1, running: 1, completed: 1 },
};

/** What a small TaskMaster answers to whoever looks around. */
export const usual: Answers = {
  'GET /api/session': session,
  'GET /api/stats': stats,
  'GET /api/workers': { workers: [workerFactory.busy(), workerFactory.idle({ id: 2 })] },
  'GET /api/tasks': { tasks: [], nextCursor: null },
};
