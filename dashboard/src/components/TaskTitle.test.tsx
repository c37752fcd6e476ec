import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { task } from '../test/factories/task';
import { show } from '../test/render';
import { TaskTitle } from './TaskTitle';
import { taskTitle } from './titled';

it('names a task by its name, and says what it does', async () => {
  const named = task('queued', { name: 'nightly', command: ' make a\nmake b' });
  const { container } = await show(<TaskTitle task={named} />);
  expect(screen.getByText('nightly')).toBeVisible();
  expect(container).toHaveTextContent(/nightly make a$/);
});

it('makes do with what there is', () => {
  const bare = { id: '01a1fd85-0368-7724-84f1-fa1fb96c320e', name: '', command: '', kind: 'noop' };
  expect(taskTitle(bare)).toEqual({ name: '', work: 'noop b96c320e' });
  expect(taskTitle({ ...bare, name: 'tick' })).toEqual({ name: 'tick', work: 'noop' });
  expect(taskTitle({ ...bare, command: 'echo 1' })).toEqual({ name: '', work: 'echo 1' });
});
