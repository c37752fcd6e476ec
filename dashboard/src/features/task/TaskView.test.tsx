import { screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { TASK_STATES } from '../../api/tasks';
import { expectAccessible } from '../../test/axe';
import { attempt, task } from '../../test/factories/task';
import { show } from '../../test/render';
import { json, serve } from '../../test/server';
import { TaskView } from './TaskView';

const { id } = task('failed');

beforeEach(() => {
  serve({
    [`GET /api/tasks/${id}/logs`]: { lines: [], next: 0 },
    [`POST /api/tasks/${id}/retry`]: () => json({}, 409),
  });
});

const buttons: Record<(typeof TASK_STATES)[number], string[]> = {
  waiting: ['Pause', 'Cancel'],
  scheduled: ['Pause', 'Cancel'],
  queued: ['Pause', 'Cancel'],
  paused: ['Resume', 'Cancel'],
  assigned: ['Cancel'],
  running: ['Cancel'],
  completed: [],
  failed: ['Retry'],
  canceled: ['Retry'],
};

describe('TaskView', () => {
  it.each(TASK_STATES)('shows a task that is %s and what can be done with it', async state => {
    const { container } = await show(<TaskView task={task(state)} attempts={[]} />);
    expect(screen.getByRole('heading', { level: 1, name: 'report' })).toBeVisible();
    expect(screen.getAllByText(state)[0]).toBeVisible();
    const all = ['Pause', 'Resume', 'Cancel', 'Retry'];
    const shown = all.filter(name => screen.queryByRole('button', { name }) !== null);
    expect(shown.sort()).toEqual([...buttons[state]].sort());
    await expectAccessible(container);
  });

  it('says why it failed', async () => {
    await show(<TaskView task={task('failed')} attempts={[]} />);
    const alert = screen.getByRole('alert');
    expect(within(alert).getByText('Failed: exit code')).toBeVisible();
    expect(within(alert).getByText('exited with code 3')).toBeVisible();
  });

  it('shows the attempts before', async () => {
    const again = task('completed', { attempt: 2 });
    await show(<TaskView task={again} attempts={[attempt()]} />);
    expect(screen.getByText('worker lost')).toBeVisible();
  });

  it('shows how far it is and what it uses', async () => {
    await show(<TaskView task={task('running')} attempts={[]} />);
    expect(screen.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '40');
    expect(screen.getByText('row 40 of 100')).toBeVisible();
    expect(screen.getByText(/64\.0 MB/)).toBeVisible();
  });

  it('never shows values of variables', async () => {
    await show(<TaskView task={task('completed')} attempts={[]} />);
    expect(screen.getByText('REPORT_DAY')).toBeVisible();
  });

  it('asks before it cancels what runs', async () => {
    const calls = serve({ [`GET /api/tasks/${id}/logs`]: { lines: [], next: 0 } });
    const { user } = await show(<TaskView task={task('running')} attempts={[]} />);
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    const dialog = await screen.findByRole('dialog', { name: 'Cancel a running task?' });
    await user.click(within(dialog).getByRole('button', { name: 'Let it run' }));
    expect(calls.some(call => call.method === 'POST')).toBe(false);
  });
});
