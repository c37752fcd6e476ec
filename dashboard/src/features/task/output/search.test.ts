import { describe, expect, it } from 'vitest';

import { logLine } from '../../../test/factories/task';
import { parse } from './ansi';
import { highlight, hits, step } from './search';

const esc = '\u001b';

describe('hits', () => {
  it('finds words in either case and across colours', () => {
    const lines = ['nothing', 'An Error', `${esc}[31mer${esc}[0mror`].map(text =>
      logLine({ text }),
    );
    expect(hits(lines, 'error')).toEqual([1, 2]);
    expect(hits(lines, '')).toEqual([]);
  });
});

describe('step', () => {
  it('goes both ways and stops at the ends', () => {
    expect(step([3, 8], 3, 'next')).toBe(8);
    expect(step([3, 8], 8, 'next')).toBeNull();
    expect(step([3, 8], 8, 'previous')).toBe(3);
    expect(step([3, 8], 3, 'previous')).toBeNull();
    expect(step([3, 8], -1, 'next')).toBe(3);
  });
});

describe('highlight', () => {
  const cut = (text: string, query: string) =>
    highlight(parse(text).spans, query).map(piece => [piece.text, piece.hit]);

  it('marks every place', () => {
    expect(cut('ab-AB', 'ab')).toEqual([
      ['ab', true],
      ['-', false],
      ['AB', true],
    ]);
  });

  it('marks across a change of colour', () => {
    expect(cut(`xe${esc}[31mrr${esc}[0mor`, 'error')).toEqual([
      ['x', false],
      ['e', true],
      ['rr', true],
      ['or', true],
    ]);
  });

  it('leaves all as it is without words', () => {
    expect(cut('abc', '')).toEqual([['abc', false]]);
  });
});
