import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { LogLine } from '../../../api/logs';
import { logLine } from '../../../test/factories/task';
import type { ReadLines } from './model';
import { most } from './model';
import { OutputStore } from './store';

/** Output that can grow while it is read. */
function output(count: number) {
  const state = { count };
  const read: ReadLines = (after, limit, stream) => {
    const found: LogLine[] = [];
    for (let seq = after + 1; seq <= state.count && found.length < limit; seq += 1) {
      const from = seq % 10 === 0 ? 'stderr' : 'stdout';
      if (stream === null || stream === from)
        found.push(logLine({ seq, stream: from, text: `line ${seq}` }));
    }
    return Promise.resolve(found);
  };
  return { state, read };
}

const ends = (store: OutputStore) => {
  const { lines } = store.view().held;
  return [lines.at(0)?.seq, lines.at(-1)?.seq];
};

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('OutputStore', () => {
  it('opens at the end and goes back page by page, never holding more than it may', async () => {
    const store = new OutputStore(output(100_000).read, null);
    await store.toEnd();
    expect(ends(store)).toEqual([98_001, 100_000]);
    for (let page = 0; page < 12; page += 1) await store.earlier();
    expect(ends(store)).toEqual([74_001, 94_000]);
    expect(store.view().held).toMatchObject({ atStart: false, atEnd: false });
    expect(store.view().held.lines).toHaveLength(most);
  });

  it('draws what is told at most four times a second', async () => {
    const store = new OutputStore(output(10).read, null);
    await store.toEnd();
    const drawn = vi.fn();
    store.subscribe(drawn);
    for (let seq = 11; seq <= 1_010; seq += 1) store.push([logLine({ seq })]);
    expect(drawn).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(drawn).toHaveBeenCalledTimes(1);
    expect(ends(store)).toEqual([1, 1_010]);
    expect(store.newest).toBe(1_010);
  });

  it('takes no line twice after a reconnection', async () => {
    const store = new OutputStore(output(10).read, null);
    await store.toEnd();
    store.push([logLine({ seq: 9 }), logLine({ seq: 10 }), logLine({ seq: 11 })]);
    vi.advanceTimersByTime(250);
    expect(store.view().held.lines).toHaveLength(11);
  });

  it('keeps its place while the output grows, and comes back to the end', async () => {
    const { read, state } = output(100_000);
    const store = new OutputStore(read, null);
    await store.toStart();
    expect(ends(store)).toEqual([1, 2_000]);
    state.count = 100_005;
    store.push([logLine({ seq: 100_005 })]);
    vi.advanceTimersByTime(250);
    expect(ends(store)).toEqual([1, 2_000]);
    await store.toEnd();
    expect(ends(store)).toEqual([98_006, 100_005]);
  });

  it('catches up with what it was not told', async () => {
    const { read, state } = output(50);
    const store = new OutputStore(read, null);
    await store.toEnd();
    state.count = 70;
    expect(await store.catchUp()).toBe(20);
    expect(ends(store)).toEqual([1, 70]);
    state.count = 500_000;
    await store.catchUp();
    expect(ends(store)).toEqual([498_001, 500_000]);
  });

  it('goes past what it was not told, away from the end too', async () => {
    const { read, state } = output(50_000);
    const store = new OutputStore(read, null);
    await store.toEnd();
    await store.toStart();
    state.count = 100_000;
    expect(await store.catchUp()).toBe(50_000);
    expect(await store.catchUp()).toBe(0);
    expect(ends(store)).toEqual([1, 2_000]);
    await store.later();
    expect(ends(store)).toEqual([1, 4_000]);
  });

  it('loses nothing that is told while it comes to the end', async () => {
    const { read, state } = output(2_100);
    let answer: () => void = () => undefined;
    const store = new OutputStore(async (...of) => {
      const lines = await read(...of);
      if (of[0] > 0) await new Promise<void>(resolve => (answer = resolve));
      return lines;
    }, null);
    await store.toStart();
    const later = store.later();
    await vi.advanceTimersByTimeAsync(0);
    state.count = 2_101;
    store.push([logLine({ seq: 2_101 })]);
    await vi.advanceTimersByTimeAsync(600);
    answer();
    await later;
    expect(ends(store)).toEqual([1, 2_100]);
    await vi.advanceTimersByTimeAsync(250);
    expect(ends(store)).toEqual([1, 2_101]);
  });

  it('loses nothing that is told while it opens', async () => {
    const { read } = output(10);
    let answer: () => void = () => undefined;
    const store = new OutputStore(async (...of) => {
      const lines = await read(...of);
      await new Promise<void>(resolve => (answer = resolve));
      return lines;
    }, null);
    const opening = store.toEnd();
    await vi.advanceTimersByTimeAsync(0);
    store.push([logLine({ seq: 11 })]);
    await vi.advanceTimersByTimeAsync(600);
    answer();
    await opening;
    await vi.advanceTimersByTimeAsync(250);
    expect(ends(store)).toEqual([1, 11]);
  });

  it('shows one stream', async () => {
    const store = new OutputStore(output(50).read, 'stderr');
    await store.toEnd();
    store.push([logLine({ seq: 51 }), logLine({ seq: 52, stream: 'stderr' })]);
    vi.advanceTimersByTime(250);
    expect(store.view().held.lines.map(line => line.seq)).toEqual([10, 20, 30, 40, 50, 52]);
    expect(store.newest).toBe(52);
  });

  it('finds words far from what it holds, and shows the lines around', async () => {
    const store = new OutputStore(output(100_000).read, null);
    await store.toEnd();
    expect(await store.find('line 4242', 'previous')).toBe(42_429);
    expect(ends(store)).toEqual([41_429, 43_428]);
    expect(await store.find('line 99999', 'next')).toBe(99_999);
    expect(await store.find('nowhere', 'next')).toBe('nowhere');
  });

  it('goes on at the other end once a search has come to one', async () => {
    const store = new OutputStore(output(100_000).read, null);
    await store.toEnd();
    expect(await store.find('line 777', 'next')).toBe(777);
    expect(await store.find('line 99998', 'previous')).toBe(99_998);
  });

  it('never says nowhere of a search that was not ended', async () => {
    const { read } = output(100_000);
    let isAway = false;
    const store = new OutputStore(
      (...of) => (isAway ? Promise.reject(new Error('away')) : read(...of)),
      null,
    );
    await store.toEnd();
    const busy = store.earlier();
    expect(await store.find('line 777', 'next')).toBe(777);
    await busy;
    isAway = true;
    expect(await store.find('absent', 'next')).toBeNull();
    isAway = false;
    const first = store.find('absent', 'next');
    store.stopSearch();
    expect(await first).toBeNull();
  });

  it('ends the last of two searches that waited', async () => {
    const store = new OutputStore(output(100_000).read, null);
    await store.toEnd();
    const busy = store.earlier();
    const first = store.find('line 777', 'next');
    const second = store.find('line 778', 'next');
    await busy;
    expect(await first).toBeNull();
    expect(await second).toBe(778);
  });

  it('opens with few calls', async () => {
    const read = vi.fn(output(100_000).read);
    await new OutputStore(read, null).toEnd();
    expect(read.mock.calls.length).toBeLessThanOrEqual(9);
  });

  it('tells of an error and works again after it', async () => {
    const { read } = output(10);
    let broken = true;
    const store = new OutputStore(
      (...of) => (broken ? Promise.reject(new Error('away')) : read(...of)),
      null,
    );
    await store.toEnd();
    expect(store.view().error).toEqual(new Error('away'));
    broken = false;
    await store.toEnd();
    expect(store.view()).toMatchObject({ error: null, busy: null });
    expect(ends(store)).toEqual([1, 10]);
  });
});
