import { expect, it } from 'vitest';

import { task } from '../../test/factories/task';
import { byPartOfId, isPartOfId } from './found';

const one = task('failed', { id: '01a1fd85-0368-7724-84f1-fa1fb96c320e' });
const other = task('running', { id: '01a1fd86-0368-7724-84f1-fa1f539ae068' });

it('finds a task by either end of its id', () => {
  expect(byPartOfId([one, other, one], '539ae068')).toEqual([other]);
  expect(byPartOfId([one, other, one], '01A1FD85-03 ')).toEqual([one]);
  expect(byPartOfId([one, other], '7724')).toEqual([]);
  expect(byPartOfId([one, other], '01a1', 1)).toHaveLength(1);
});

it('knows a part of an id from a word', () => {
  expect(isPartOfId('539ae068')).toBe(true);
  expect(isPartOfId(' 01a1fd85-0368 ')).toBe(true);
  for (const text of ['bad', 'worker', 'scale 4', '']) expect(isPartOfId(text)).toBe(false);
});
