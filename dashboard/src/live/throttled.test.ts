import { beforeEach, expect, it, vi } from 'vitest';

import { throttled } from './throttled';

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

it('runs at once, then at most once in the time, and never loses the last call', () => {
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
});

it('waits for the end of what it began, also for that of what fails', async () => {
  let end: (() => void) | undefined;
  const run = vi.fn(() => new Promise<void>((_, reject) => (end = reject)));
  const call = throttled(run, 1_000);
  for (let n = 0; n < 50; n++) {
    call();
    await vi.advanceTimersByTimeAsync(100);
  }
  expect(run).toHaveBeenCalledTimes(1);
  end?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(run).toHaveBeenCalledTimes(2);
});
