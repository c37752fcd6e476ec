import type { Queue } from '../../api/queues';
import type { TaskDetail } from '../../api/tasks';
import type { Worker } from '../../api/workers';
import { plural } from '../../components/format';

type Waiting = Pick<TaskDetail, 'state' | 'queue' | 'requiredLabels'>;

/**
 * What a queued task waits for, as far as that can be told from its queue and the workers; null for
 * its turn. The first that would have to change comes first.
 */
export function waitsFor(
  task: Waiting,
  queue: Queue | undefined,
  workers: readonly Worker[] | undefined,
): string | null {
  if (task.state !== 'queued') return null;
  if (queue?.paused === true) return `the queue ${task.queue} to be resumed: it is paused`;
  const wanted = Object.entries(task.requiredLabels);
  if (workers !== undefined) {
    const able = workers.filter(worker => worker.status !== 'offline');
    if (able.length === 0) return 'a worker: none is there';
    const labelled = able.filter(({ labels }) => wanted.every(([name, is]) => labels[name] === is));
    if (labelled.length === 0) return `a worker with ${inWords(wanted)}: none has that`;
    const serving = labelled.filter(worker => serves(worker, task.queue));
    if (serving.length === 0) return `a worker that takes tasks from ${task.queue}: none does`;
    const open = serving.filter(({ draining }) => !draining);
    if (open.length === 0) return 'a worker that is not being drained';
    const full = open.every(({ running, slots }) => running.length >= slots);
    if (full && !isFull(queue)) return `a free slot: ${plural(open.length, 'worker')} may take it`;
  }
  return isFull(queue)
    ? `its turn: ${task.queue} is limited to ${queue.concurrency} at once, and ${queue.admitted} ${queue.admitted === 1 ? 'is' : 'are'} under way`
    : null;
}

const inWords = (labels: readonly (readonly [string, string])[]) =>
  labels.map(([name, value]) => `${name}=${value}`).join(' and ');

const serves = ({ queues }: Worker, queue: string) =>
  queues.length === 0 || queues.includes('*') || queues.includes(queue);

type Limited = Queue & { readonly concurrency: number };

const isFull = (queue: Queue | undefined): queue is Limited =>
  queue !== undefined && queue.concurrency !== null && queue.admitted >= queue.concurrency;
