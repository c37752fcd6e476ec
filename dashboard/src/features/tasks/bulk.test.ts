import { expect, it } from 'vitest';

import { summary } from '../../components/bulk';
import { task } from '../../test/factories/task';
import { wording } from './bulk';

it('says one as one', () => {
  expect(summary({ done: 1, refused: new Map() }, wording('pause'))).toBe('1 task paused.');
});

it('counts the refused by their reasons', () => {
  const refused = new Map([
    ['a completed task cannot be canceled', [task('completed'), task('completed')]],
  ]);
  expect(summary({ done: 16, refused }, wording('cancel'))).toBe(
    '16 tasks canceled. 2 refused: a completed task cannot be canceled (2).',
  );
});
