import { describe, expect, it } from 'vitest';

import type { LogLine } from '../../../api/logs';
import { logLine } from '../../../test/factories/task';
import { append, type Held, nothing, pageBefore, prepend, type ReadLines, tail } from './model';

const lines = (from: number, to: number): LogLine[] =>
  Array.from({ length: to - from + 1 }, (_, at) => logLine({ seq: from + at }));

const seqs = (held: Held) => [held.lines.at(0)?.seq, held.lines.at(-1)?.seq];

/** Output of so many lines, one in `every` of them on stderr. */
function output(count: number, every = 10) {
  let calls = 0;
  const read: ReadLines = (after, limit, stream) => {
    calls += 1;
    const found: LogLine[] = [];
    for (let seq = after + 1; seq <= count && found.length < limit; seq += 1) {
      const from = seq % every === 0 ? 'stderr' : 'stdout';
      if (stream === null || stream === from) found.push(logLine({ seq, stream: from }));
    }
    return Promise.resolve(found);
  };
  return { read, calls: () => calls };
}

describe('what is held', () => {
  it('grows at the end and lets the first lines go', () => {
    const held = append(nothing, lines(1, 6), true, 8);
    expect(held.atStart).toBe(true);
    const grown = append(held, lines(5, 11), true, 8);
    expect(seqs(grown)).toEqual([4, 11]);
    expect(grown).toMatchObject({ atStart: false, atEnd: true });
  });

  it('grows at the start and lets the last lines go', () => {
    const held: Held = { lines: lines(7, 12), atStart: false, atEnd: true };
    const grown = prepend(held, lines(1, 6), true, 8);
    expect(seqs(grown)).toEqual([1, 8]);
    expect(grown).toMatchObject({ atStart: true, atEnd: false });
  });

  it('takes no line twice', () => {
    expect(append(append(nothing, lines(1, 5), true), lines(3, 5), true).lines).toHaveLength(5);
    const held: Held = { lines: lines(3, 5), atStart: false, atEnd: true };
    expect(prepend(held, lines(1, 4), true).lines.map(line => line.seq)).toEqual([1, 2, 3, 4, 5]);
  });
});

describe('tail', () => {
  const last = async (read: ReadLines, from?: number) => (await tail(read, from)).at(-1)?.seq ?? 0;

  it.each([0, 1, 1_999, 2_000, 2_001, 12_000, 16_000, 16_001, 123_457])(
    'ends at %i',
    async count => {
      expect(await last(output(count).read)).toBe(count);
    },
  );

  it('goes on from a known line', async () => {
    expect(await last(output(123_457).read, 100_000)).toBe(123_457);
    expect(await tail(output(50).read, 50)).toEqual([]);
  });

  it.each([
    [10, 1],
    [100_000, 8],
    [1_000_000, 16],
  ])('asks little of %i lines', async (count, most) => {
    const { read, calls } = output(count);
    expect(await last(read)).toBe(count);
    expect(calls()).toBeLessThanOrEqual(most);
  });

  it('asks once for what is far below a page that is cut off', async () => {
    const { read, calls } = output(400);
    const long = 'x'.repeat(4_000);
    const wide: ReadLines = async (...of) =>
      (await read(...of)).map(line => ({ ...line, text: long }));
    expect(await last(wide)).toBe(400);
    expect(calls()).toBe(1);
  });

  it('does not take a page of long lines for the last', async () => {
    const long = 'x'.repeat(65_536);
    const { read } = output(3_000);
    const cut: ReadLines = async (after, limit, stream) => {
      const found = await read(after, Math.min(limit, 120), stream);
      return found.map(line => ({ ...line, text: long }));
    };
    expect(await last(cut)).toBe(3_000);
  });
});

describe('pageBefore', () => {
  it('is the page right before', async () => {
    const page = await pageBefore(output(10_000).read, 5_001, null, 100);
    expect([page.lines.at(0)?.seq, page.lines.at(-1)?.seq]).toEqual([4_901, 5_000]);
    expect(page.atStart).toBe(false);
  });

  it('ends at the first line', async () => {
    const page = await pageBefore(output(10_000).read, 51, null, 100);
    expect([page.lines.at(0)?.seq, page.lines.at(-1)?.seq]).toEqual([1, 50]);
    expect(page.atStart).toBe(true);
  });

  it('looks far back for a rare stream', async () => {
    const page = await pageBefore(output(100_000, 40_000).read, 79_999, 'stderr', 100);
    expect(page.lines.map(line => line.seq)).toEqual([40_000]);
  });

  it('says when there is nothing before', async () => {
    expect(await pageBefore(output(9).read, 9, 'system')).toEqual({ lines: [], atStart: true });
  });
});
