import { describe, expect, it } from 'vitest';

import { TASK_STATES } from '../../api/tasks';
import { attempt, now, task } from '../../test/factories/task';
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
    expect(labels(timeline(task(state), [], now))).toBe(expected[state]);
  });

  it('says how long each step took', () => {
    const took = timeline(task('completed'), [], now).map(step => step.took);
    expect(took).toEqual([null, 300_000, 1_000, 1_000, 238_000]);
  });

  it('counts what goes on now from the last step', () => {
    const running = task('running');
    const since = timeline(running, [], now).map(step => step.since);
    expect(since).toEqual([null, null, null, null, running.startedAt]);
  });

  it('begins the wait of an attempt where the one before ended', () => {
    const again = task('completed', {
      attempt: 2,
      scheduledAt: now - 480_000,
      pickedAt: now - 400_000,
      startedAt: now - 399_000,
    });
    const before = attempt({ startedAt: now - 479_000, finishedAt: now - 420_000 });
    const steps = timeline(again, [before], now);
    expect(labels(steps)).toBe('Created Due Attempt 1 lost Assigned Started Completed');
    expect(steps.map(step => step.took)).toEqual([null, 120_000, 60_000, 20_000, 1_000, 339_000]);
    expect(steps.some(step => step.label === 'Assigned' && step.took === 80_000)).toBe(false);
  });

  it('waits for its backoff after a failure, and counts from it', () => {
    const between = task('scheduled', { attempt: 1, scheduledAt: now + 60_000 });
    const steps = timeline(between, [attempt({ end: 'failed', finishedAt: now - 5_000 })], now);
    expect(labels(steps)).toBe('Created Attempt 1 failed Due? Assigned? Started? Ended?');
    expect(steps.map(step => step.since)).toEqual([null, null, now - 5_000, null, null, null]);
  });

  it('measures nothing from attempts that are not read yet', () => {
    const steps = timeline(task('running', { attempt: 2 }), [], now);
    expect(steps.find(step => step.label === 'Assigned')?.took).toBeNull();
  });

  it('does not count while nothing goes on', () => {
    for (const state of ['waiting', 'paused'] as const) {
      expect(timeline(task(state), [], now).every(step => step.since === null)).toBe(true);
    }
  });
});
