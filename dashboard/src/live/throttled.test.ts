import { expect, it, vi } from 'vitest';

import { throttled } from './throttled';

it('runs at once, then at most once in the time, and never loses the last call', () => {
  vi.useFakeTimers();
  const run = vi.fn();
  const call = throttled(run, 1_000);
  for (let n = 0; n < 500; n++) call();
  expect(run).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(1_000);
  expect(run).toHaveBeenCalledTimes(2);
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(2);
  call();
  call();
  call.cancel();
  vi.advanceTimersByTime(5_000);
  expect(run).toHaveBeenCalledTimes(3);
  vi.useRealTimers();
});
