import { call, until } from '../harness/api';

/** How many queues there are. */
export const QUEUES = 50;

const PER_CALL = 10_000;

interface Stats {
  readonly total_tasks: number;
  readonly byState: Readonly<Record<string, number>>;
}

export const stats = () => call<Stats>('GET', '/api/stats');

/**
 * Hands in so many tasks in all states but those of a moment, in 50 queues: most are for later,
 * some completed, few failed, were paused or canceled; one in 100,000 has a rare label.
 */
export async function fill(tasks: number): Promise<void> {
  const failing = Array.from({ length: 100 }, (_, at) => ({
    command: `echo "cannot read shard ${at}" >&2; exit 3`,
    queue: queue(at),
  }));
  await call('POST', '/api/tasks/bulk', { tasks: failing });
  const done = Math.min(20_000, Math.floor(tasks / 10));
  for (let from = 0; from < tasks; from += PER_CALL) {
    const size = Math.min(PER_CALL, tasks - from);
    await call('POST', '/api/tasks/bulk', {
      tasks: Array.from({ length: size }, (_, at) => one(from + at, done)),
    });
  }
  await until(async () => {
    const { byState } = await stats();
    return (byState.queued ?? 0) + (byState.running ?? 0) === 0 ? true : undefined;
  }, 20 * 60_000);
  const page = await call<{ tasks: { id: string }[] }>(
    'GET',
    '/api/tasks?state=scheduled&limit=60',
  );
  for (const [at, { id }] of page.tasks.entries()) {
    await call('POST', `/api/tasks/${id}/${at % 2 === 0 ? 'pause' : 'cancel'}`);
  }
}

function one(number: number, done: number): object {
  const task = {
    queue: queue(number),
    priority: number % 7,
    labels: {
      team: number % 2 === 0 ? 'data' : 'web',
      rare: number % 100_000 === 7 ? 'yes' : 'no',
    },
  };
  return number < done
    ? { ...task, kind: 'noop', name: `done-${number}` }
    : { ...task, command: `load shard ${number}`, delaySeconds: 86_400 + (number % 1_000) };
}

const queue = (number: number) => `queue-${String(number % QUEUES).padStart(2, '0')}`;
