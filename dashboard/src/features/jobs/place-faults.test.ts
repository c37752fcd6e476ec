import { expect, it } from 'vitest';

import { ApiError } from '../../api/problem';
import { placeFaults } from './place-faults';

const form = { env: '', labels: '' };
const refused = (errors: { field: string; message: string }[], type = '/problems/test') =>
  new ApiError({ type, title: 'Refused', status: 400, detail: 'is refused', errors });

it('tells all that is wrong with a field', () => {
  const errors = [
    { field: 'env["A B"]', message: 'must have no space' },
    { field: 'env["C="]', message: 'must have no equals sign' },
    { field: 'queue', message: 'must not be empty' },
  ];
  expect(placeFaults(refused(errors), form)).toEqual({
    errors: { env: '“A B” must have no space. “C=” must have no equals sign' },
    rest: 'queue must not be empty',
  });
});

it('tells in general what is said of no field', () => {
  expect(placeFaults(refused([]), form)).toEqual({ errors: {}, rest: 'is refused' });
  expect(placeFaults(null, form)).toEqual({ errors: {}, rest: null });
});
