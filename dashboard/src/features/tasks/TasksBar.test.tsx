import { screen, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import type { TaskState } from '../../api/tasks';
import { expectAccessible } from '../../test/axe';
import { task } from '../../test/factories/task';
import { show } from '../../test/render';
import { refuse, serve } from '../../test/server';
import { TasksBar } from './TasksBar';

const bar = (states: TaskState[], onClear = vi.fn()) => (
  <TasksBar
    selected={new Map(states.map((state, at) => [`id-${at}`, task(state, { id: `id-${at}` })]))}
    onClear={onClear}
  />
);

describe('TasksBar', () => {
  it('offers what some of the selected can do, and says how many', async () => {
    const { container } = await show(bar(['failed', 'running', 'queued', 'completed']));
    expect(screen.getAllByRole('button').map(button => button.textContent)).toEqual([
      'Cancel 2 tasks',
      'Retry 1 task',
      'Pause 1 task',
      'Clear selection',
    ]);
    await expectAccessible(container);
  });

  it('offers nothing where nothing can be done', async () => {
    await show(bar(['completed']));
    expect(screen.getAllByRole('button')).toHaveLength(1);
    expect(screen.getByText(/Nothing can be done/)).toBeVisible();
  });

  it('asks before it cancels, and says what happens', async () => {
    const calls = serve({});
    const { user } = await show(bar(['failed', 'running', 'queued', 'scheduled']));
    await user.click(screen.getByRole('button', { name: 'Cancel 3 tasks' }));
    const dialog = await screen.findByRole('dialog', { name: 'Cancel 3 tasks?' });
    expect(dialog).toHaveTextContent('1 task with a worker: processes get SIGTERM');
    expect(dialog).toHaveTextContent('2 tasks not started yet');
    expect(calls).toEqual([]);
    await user.click(within(dialog).getByRole('button', { name: 'Cancel 3 tasks' }));
    expect(await screen.findByText(/3 refused/)).toBeVisible();
    expect(
      calls.filter(call => call.method === 'POST').map(call => new URL(call.url).pathname),
    ).toEqual(['id-1', 'id-2', 'id-3'].map(id => `/api/tasks/${id}/cancel`));
  });

  it('says in red that all were refused, and keeps the selection', async () => {
    serve({ 'POST /api/tasks/id-0/retry': () => refuse(409, 'a run is not retried') });
    const onClear = vi.fn();
    const { user } = await show(bar(['failed'], onClear));
    await user.click(screen.getByRole('button', { name: 'Retry 1 task' }));
    expect(await screen.findByText('No task was retried')).toBeVisible();
    expect(screen.getByText(/a run is not retried \(1\)/)).toBeVisible();
    expect(onClear).not.toHaveBeenCalled();
  });
});
