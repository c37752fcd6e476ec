import { describe, expect, it } from 'vitest';

import { TASK_STATES } from '../../api/tasks';
import { now, task } from '../../test/factories/task';
import { timeline } from './steps';

const labels = (steps: ReturnType<typeof timeline>) =>
  steps.map(step => `${step.label}${step.reached ? '' : '?'}`).join(' ');

describe('timeline', () => {
  it.each(TASK_STATES)('of a task that is %s', state => {
    const expected: Record<(typeof TASK_STATES)[number], string> = {
      waiting: 'Created Due? Assigned? Started? Ended?',
      scheduled: 'Created Due? Assigned? Started? Ended?',
      paused: 'Created Due? Assigned? Started? Ended?',
      queued: 'Created Due Assigned? Started? Ended?',
      assigned: 'Created Due Assigned Started? Ended?',
      running: 'Created Due Assigned Started Ended?',
      completed: 'Created Due Assigned Started Completed',
      failed: 'Created Due Assigned Started Failed',
      canceled: 'Created Due Canceled',
    };
    expect(labels(timeline(task(state), now))).toBe(expected[state]);
  });

  it('says how long each step took', () => {
    const took = timeline(task('completed'), now).map(step => step.took);
    expect(took).toEqual([null, 300_000, 1_000, 1_000, 238_000]);
  });

  it('counts what goes on now from the last step', () => {
    const running = task('running');
    const since = timeline(running, now).map(step => step.since);
    expect(since).toEqual([null, null, null, null, running.startedAt]);
  });

  it('does not count while nothing goes on', () => {
    for (const state of ['waiting', 'paused'] as const) {
      expect(timeline(task(state), now).every(step => step.since === null)).toBe(true);
    }
  });
});
