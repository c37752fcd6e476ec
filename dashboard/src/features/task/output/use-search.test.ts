import { act, renderHook } from '@testing-library/react';
import { useSyncExternalStore } from 'react';
import { expect, it } from 'vitest';

import { logLine } from '../../../test/factories/task';
import type { ReadLines } from './model';
import { OutputStore } from './store';
import { useSearch } from './use-search';

async function searched(count: number) {
  const read: ReadLines = (after, limit) => {
    const length = Math.max(0, Math.min(limit, count - after));
    const lines = Array.from({ length }, (_, at) => after + at + 1);
    return Promise.resolve(lines.map(seq => logLine({ seq, text: `row ${seq};` })));
  };
  const store = new OutputStore(read, null);
  await store.toEnd();
  const { result } = renderHook(() => {
    const view = useSyncExternalStore(store.subscribe, store.view);
    return useSearch(store, view, () => undefined);
  });
  return {
    type: (words: string) => act(() => result.current.setQuery(words)),
    go: (way: 'next' | 'previous') => act(() => result.current.go(way)),
    at: () => result.current.current,
    told: () => result.current.told,
  };
}

it('finds what is above while the view is at the tail', async () => {
  const search = await searched(100_000);
  search.type('row 777;');
  await search.go('next');
  expect(search.at()).toBe(777);
  expect(search.told()).not.toBe('Not found');
});

it('goes around in both ways, also in what is held as a whole', async () => {
  const search = await searched(10);
  search.type('row 1');
  await search.go('next');
  await search.go('next');
  expect(search.at()).toBe(10);
  await search.go('next');
  expect(search.at()).toBe(1);
  await search.go('previous');
  expect(search.at()).toBe(10);
});

it('says that there is nothing once all was looked at', async () => {
  const search = await searched(30_000);
  search.type('absent');
  await search.go('previous');
  expect(search.told()).toBe('Not found');
  search.type('absen');
  expect(search.told()).not.toBe('Not found');
});
