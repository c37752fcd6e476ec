import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { TASK_STATES } from '../../api/tasks';
import { expectAccessible } from '../../test/axe';
import { task } from '../../test/factories/task';
import { show } from '../../test/render';
import { COLUMNS } from './column';
import { TaskList } from './TaskList';

const rest = {
  error: null,
  onRetry: vi.fn(),
  old: false,
  filtered: false,
  onClear: vi.fn(),
  columns: COLUMNS,
  workers: new Map([[1, 'worker-1']]),
  selected: new Map(),
  onSelect: vi.fn(),
};

const page = (tasks: ReturnType<typeof task>[]) => ({ tasks, nextCursor: null, partial: false });

describe('TaskList', () => {
  it('shows every state and column', async () => {
    const tasks = TASK_STATES.map((state, at) => task(state, { id: `task-of-number-${at}` }));
    const { container } = await show(<TaskList {...rest} page={page(tasks)} />);
    for (const state of TASK_STATES) expect(screen.getByText(state)).toBeVisible();
    expect(screen.getAllByText('worker-1')).not.toHaveLength(0);
    expect(screen.getByText('exited with code 3')).toBeVisible();
    await expectAccessible(container);
  });

  it('names what has no command by its kind', async () => {
    await show(
      <TaskList {...rest} page={page([task('queued', { name: '', kind: 'noop', command: '' })])} />,
    );
    expect(screen.getByRole('link', { name: /^noop / })).toBeVisible();
  });

  it('says what to do when there is nothing', async () => {
    await show(<TaskList {...rest} page={page([])} />);
    expect(screen.getByRole('link', { name: 'Schedule a task' })).toBeVisible();
  });

  it('offers to clear filters that nothing passes', async () => {
    const onClear = vi.fn();
    const { user } = await show(<TaskList {...rest} page={page([])} filtered onClear={onClear} />);
    await user.click(screen.getByRole('button', { name: 'Clear the filters' }));
    expect(onClear).toHaveBeenCalled();
  });

  it('selects one and all', async () => {
    const onSelect = vi.fn();
    const tasks = [task('queued', { id: 'aaaaaaaa' }), task('failed', { id: 'bbbbbbbb' })];
    const { user } = await show(<TaskList {...rest} page={page(tasks)} onSelect={onSelect} />);
    await user.click(screen.getByLabelText('Select all on this page'));
    expect(onSelect).toHaveBeenLastCalledWith(tasks, true);
    await user.click(screen.getByLabelText(/Select .* bbbbbbbb/));
    expect(onSelect).toHaveBeenLastCalledWith(tasks.slice(1), true);
  });

  it('tells of an error and asks again', async () => {
    const onRetry = vi.fn();
    const error = new Error('the store is away');
    const { user } = await show(
      <TaskList {...rest} page={undefined} error={error} onRetry={onRetry} />,
    );
    expect(screen.getByText('the store is away')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    expect(onRetry).toHaveBeenCalled();
  });
});
