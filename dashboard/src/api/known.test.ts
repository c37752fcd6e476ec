import { expect, it } from 'vitest';

import { makeQueryClient } from '../app/queryClient';
import { task } from '../test/factories/task';
import { knownTasks } from './known';
import { taskQuery, tasksQuery } from './tasks';

it('looks at all that the page has seen', () => {
  const one = task('failed', { id: 'one' });
  const other = task('running', { id: 'other' });
  const client = makeQueryClient();
  client.setQueryData(tasksQuery({}).queryKey, { tasks: [one], nextCursor: null, partial: false });
  client.setQueryData(taskQuery(other.id).queryKey, other);
  expect(knownTasks(client)).toEqual([one, other]);
});
