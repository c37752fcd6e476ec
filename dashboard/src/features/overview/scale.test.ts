import { expect, it } from 'vitest';

import { linePath, roundUp } from './scale';

it('rounds up to 1, 2 or 5 times a power of ten', () => {
  expect([0, 1, 1.2, 3, 7, 10, 11, 4_300].map(roundUp)).toEqual([1, 1, 2, 5, 10, 10, 20, 5_000]);
});

it('leaves gaps where there is no value and shows a point that stands alone', () => {
  const path = linePath(
    [1, 2, null, 3, null],
    at => at,
    value => value,
    0.5,
  );
  expect(path).toBe('M0.00,1.00L1.00,2.00M2.75,3.00h0.5');
});
