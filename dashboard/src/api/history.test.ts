import { expect, it } from 'vitest';

import { bucket } from '../test/factories/history';
import { toMinute } from './history';

it('reads a bucket as a minute, and one without a time as none', () => {
  const times = { p50: 10, p95: 50, p99: null };
  expect(toMinute(bucket({ completed: 5, failed: 1, waitMs: times }))).toEqual([
    {
      at: Date.parse('2026-11-21T09:00:00Z'),
      completed: 5,
      failed: 1,
      wait: times,
      run: { p50: null, p95: null, p99: null },
    },
  ]);
  expect(toMinute(bucket({ at: null }))).toEqual([]);
});
