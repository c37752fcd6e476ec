import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { BURST, DRAWS_A_SECOND, makePace } from './pace';

beforeEach(() => vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] }));
afterEach(() => vi.useRealTimers());

it('draws at once while little happens', () => {
  const [pace, drawn] = [makePace(), vi.fn()];
  for (let n = 1; n <= 3; n += 1) {
    pace(drawn);
    vi.advanceTimersByTime(1);
    expect(drawn).toHaveBeenCalledTimes(n);
  }
});

it('draws four times a second when ten thousand things happen in each, and loses none', () => {
  const pace = makePace();
  const seconds = 10;
  let [changes, draws, drawing] = [0, 0, false];
  for (let ms = 0; ms < seconds * 1_000; ms += 1) {
    for (let n = 0; n < 10; n += 1) {
      pace(() => {
        changes += 1;
        if (!drawing) draws += 1;
        drawing = true;
      });
    }
    vi.advanceTimersByTime(1);
    drawing = false;
  }
  vi.advanceTimersByTime(1_000);
  expect(changes).toBe(seconds * 10_000);
  expect(draws).toBeLessThanOrEqual(BURST + seconds * DRAWS_A_SECOND + 1);
  expect(draws).toBeGreaterThan(seconds * DRAWS_A_SECOND - 2);
});
