import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { beforeEach, expect, it, vi } from 'vitest';

import { useRefresh, useRefreshLater } from './hooks';

const KEY = ['slow'];
const KEYS = [KEY];
const READ_MS = 900;

beforeEach(() => {
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

/** A query that takes longer than the time between two hints. */
function slow(use: () => () => void) {
  const given = { up: 0, reads: 0 };
  const queryFn = ({ signal }: { signal: AbortSignal }) =>
    new Promise<number>(resolve => {
      given.reads += 1;
      const read = given.reads;
      signal.addEventListener('abort', () => (given.up += 1));
      setTimeout(() => resolve(read), READ_MS);
    });
  const client = new QueryClient();
  const { result } = renderHook(
    () => ({ data: useQuery({ queryKey: KEY, queryFn }).data, refresh: use() }),
    {
      wrapper: ({ children }: { children: ReactNode }) => (
        <QueryClientProvider client={client}>{children}</QueryClientProvider>
      ),
    },
  );
  const hints = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) {
      result.current.refresh();
      await act(() => vi.advanceTimersByTimeAsync(100));
    }
  };
  return { given, result, hints };
}

it('ends a slow read while hints go on and on', async () => {
  const { given, result, hints } = slow(() => useRefresh(KEYS, 250));
  await act(() => vi.advanceTimersByTimeAsync(READ_MS));
  await hints(5_000);
  expect(result.current.data).toBeGreaterThanOrEqual(5);
  expect(given.up).toBe(0);
});

it('ends also one that begins later', async () => {
  const { given, result, hints } = slow(() => useRefreshLater(KEY, 300));
  await act(() => vi.advanceTimersByTimeAsync(READ_MS));
  await hints(5_000);
  expect(result.current.data).toBeGreaterThanOrEqual(4);
  expect(given.up).toBe(0);
  // What was told while it was read is read too.
  const before = given.reads;
  await act(() => vi.advanceTimersByTimeAsync(5_000));
  expect(given.reads).toBeGreaterThan(before);
});
