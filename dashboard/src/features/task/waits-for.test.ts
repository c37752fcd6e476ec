import { expect, it } from 'vitest';

import type { Queue } from '../../api/queues';
import { countsOf } from '../../api/stats';
import { toWorker } from '../../api/workers';
import { task } from '../../test/factories/task';
import { workerFactory } from '../../test/factories/worker';
import { waitsFor } from './waits-for';

const queue = (over: Partial<Queue> = {}): Queue => ({
  name: 'default',
  paused: false,
  concurrency: null,
  admitted: 0,
  byState: countsOf({}),
  ...over,
});
const idle = toWorker(workerFactory.idle());
const queued = task('queued');

it('tells nothing of what has only to wait its turn, or does not wait', () => {
  expect(waitsFor(queued, queue(), [idle])).toBeNull();
  expect(waitsFor(queued, undefined, undefined)).toBeNull();
  expect(waitsFor(task('running'), queue({ paused: true }), [])).toBeNull();
});

it('tells of the labels that no worker has', () => {
  const gpu = task('queued', { requiredLabels: { gpu: 'a100' } });
  expect(waitsFor(gpu, queue(), [idle])).toBe('a worker with gpu=a100: none has that');
  expect(waitsFor(gpu, queue(), [{ ...idle, labels: { gpu: 'a100' } }])).toBeNull();
});

it('tells of the limit and the pause of its queue', () => {
  const full = queue({ concurrency: 1, admitted: 1 });
  expect(waitsFor(queued, full, [idle])).toBe(
    'its turn: default is limited to 1 at once, and 1 is under way',
  );
  expect(waitsFor(queued, queue({ paused: true }), [idle])).toMatch(/resumed: it is paused$/);
});

it('tells of workers that are not there, do not serve it or are full', () => {
  const busy = toWorker(workerFactory.busy({ slots: 1 }));
  expect(waitsFor(queued, queue(), [toWorker(workerFactory.offline())])).toMatch(/none is there$/);
  expect(waitsFor(queued, queue(), [{ ...idle, queues: ['mail'] }])).toMatch(/none does$/);
  expect(waitsFor(queued, queue(), [{ ...idle, draining: true }])).toMatch(/being drained$/);
  expect(waitsFor(queued, queue(), [busy])).toBe('a free slot: 1 worker may take it');
});
