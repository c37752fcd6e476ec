import { expect, it } from 'vitest';

import { toMinutes } from './history';

const now = Date.parse('2026-11-21T09:03:20Z');
const at = (minute: number) => `2026-11-21T09:0${minute}:00.000Z`;
const times = { p50: 10, p95: 50, p99: 90 };

it('adds queues up, takes the slowest percentile and fills minutes in which nothing happened', () => {
  const buckets = [
    { at: at(1), queue: 'a', completed: 5, failed: 1, waitMs: times, runMs: times },
    { at: at(1), queue: 'b', completed: 2, failed: 0, waitMs: { p50: 20, p95: null }, runMs: {} },
    { at: at(3), completed: 1, failed: 0, waitMs: times, runMs: times },
  ];
  const minutes = toMinutes({ buckets }, 4, now);
  expect(minutes.map(minute => minute.completed)).toEqual([0, 7, 0, 1]);
  expect(minutes[1]).toMatchObject({ failed: 1, wait: { p50: 20, p95: 50, p99: 90 }, run: times });
  expect(minutes[2]?.wait.p50).toBeNull();
});

it('bears an answer that is nothing like it', () => {
  expect(toMinutes(null, 2, now)).toHaveLength(2);
  expect(toMinutes({ buckets: [7, { at: 'yesterday' }] }, 2, now)).toHaveLength(2);
});
