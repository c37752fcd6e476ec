import { describe, expect, it } from 'vitest';

import { checked, readAddress, writeAddress } from './address';

describe('an address', () => {
  it('has lists as the same name again', () => {
    const search = { state: ['failed', 'running'], queue: '7', limit: 100, all: true };
    const address = '?state=failed&state=running&queue=7&limit=100&all=true';
    expect(writeAddress(search)).toBe(address);
    expect(readAddress(address)).toEqual({ ...search, limit: '100', all: 'true' });
    expect(writeAddress({ state: ['failed'], text: undefined, label: [] })).toBe('?state=failed');
    expect(writeAddress({})).toBe('');
  });

  it('of an older kind is understood', () => {
    expect(readAddress('?state=%5B%22failed%22%5D&queue=%227%22')).toEqual({
      state: ['failed'],
      queue: '7',
    });
  });

  it.each(['', '7', 'true', 'null', '"quoted"', '[1]', '[ -f x ]', '{', 'a&b=c?', ' ä '])(
    'gives the word %j back as it was',
    word => {
      expect(readAddress(writeAddress({ command: word }))).toEqual({ command: word });
    },
  );
});

it('tells what it leaves out as absent', () => {
  const read = checked(() => ({ queue: 'a' }));
  expect(Object.entries(read({ queue: 'a', state: 'bogus' }))).toEqual([
    ['queue', 'a'],
    ['state', undefined],
  ]);
});
