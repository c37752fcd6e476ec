import { expect, it } from 'vitest';

import { toMinute } from '../../api/history';
import { bucket } from '../../test/factories/history';
import { now, task } from '../../test/factories/task';
import { failedWithin } from './failedWithin';

const HOUR = 3_600_000;
const history = toMinute(bucket({ failed: 120 }));
const page = (ends: number[], nextCursor: string | null) => ({
  tasks: ends.map(endedAt => task('failed', { endedAt })),
  nextCursor,
  partial: false,
});

it('counts the newest failures where these are all, for they are never late', () => {
  const few = page([now - 1_000, now - HOUR + 1, now - HOUR - 1], null);
  expect(failedWithin([], few, now)).toBe(2);
  expect(failedWithin(undefined, few, now)).toBe(2);
});

it('asks the history where there are more, and says when nobody knows', () => {
  const many = page([now - 1_000], 'next');
  expect(failedWithin(history, many, now)).toBe(120);
  expect(failedWithin([], many, now)).toBe(1);
  expect(failedWithin(undefined, many, now)).toBeNull();
});
