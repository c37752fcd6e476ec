import { screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';

import { TASK_STATES } from '../../api/tasks';
import { expectAccessible } from '../../test/axe';
import { attempt, task } from '../../test/factories/task';
import { workerFactory } from '../../test/factories/worker';
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

  it('keeps nothing of an attempt that was taken back', async () => {
    const { progress, sample } = task('running');
    await show(<TaskView task={task('queued', { attempt: 1, progress, sample })} attempts={[]} />);
    expect(screen.queryByRole('progressbar')).toBeNull();
    expect(screen.queryByText(/of a processor/)).toBeNull();
  });

  it('leads to its worker', async () => {
    await show(<TaskView task={task('running')} attempts={[]} />);
    const link = screen.getByRole('link', { name: 'worker-1' });
    expect(link.getAttribute('href')).toMatch(/^\/workers\?worker=/);
  });

  it('obeys no mark of direction in what users wrote', async () => {
    const name = '\u202Egnp.exe';
    const labels = { kind: '\u202Elive' };
    await show(<TaskView task={task('running', { name, labels })} attempts={[]} />);
    expect(screen.getByRole('heading', { level: 1, name: '<U+202E>gnp.exe' })).toBeVisible();
    expect(screen.getByText('kind=<U+202E>live').tagName).toBe('BDI');
    await waitFor(() => expect(document.title).toBe('<U+202E>gnp.exe · TaskMaster'));
  });

  it('shows how often it must report when it must', async () => {
    const must = 'Must report every';
    await show(<TaskView task={task('running')} attempts={[]} />);
    expect(screen.queryByText(must)).toBeNull();
    const watched = task('running', { heartbeatTimeoutSeconds: 90, startTimeoutSeconds: 600 });
    await show(<TaskView task={watched} attempts={[]} />);
    expect(screen.getByText(must).nextSibling).toHaveTextContent('1 m 30 s');
    expect(screen.getByText('May stay queued for').nextSibling).toHaveTextContent('10 m');
  });

  it('says that values of variables are missing in what is copied as curl', async () => {
    const { user } = await show(<TaskView task={task('completed')} attempts={[]} />);
    await user.click(screen.getByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Copy as curl' }));
    expect(await screen.findByText(/empty in it: fill in REPORT_DAY/)).toBeVisible();
  });

  it('says of a try that has ended when the next one comes, and the longest wait', async () => {
    const retry = { backoff: 'exponential', delaySeconds: 60, maxDelaySeconds: 300, neverOn: [] };
    const between = task('scheduled', {
      attempt: 1,
      scheduledAt: Date.now() + 90_000,
      retry: { ...retry, backoff: 'exponential' },
    });
    await show(<TaskView task={between} attempts={[attempt({ end: 'failed' })]} />);
    expect(screen.getByText('Ended', { selector: '[role="status"]' })).toBeVisible();
    expect(screen.getByText(/^Attempt 1 has ended/)).toHaveTextContent(/Next try in 1 m/);
    expect(await screen.findByText('This attempt wrote nothing.')).toBeVisible();
    expect(screen.getByText(/backoff from 1 m 00 s, at most 5 m 00 s/)).toBeVisible();
  });

  it('says what a queued task waits for', async () => {
    serve({ 'GET /api/workers': { workers: [workerFactory.idle()] } });
    const gpu = task('queued', { requiredLabels: { gpu: 'a100' } });
    await show(<TaskView task={gpu} attempts={[]} />);
    expect(await screen.findByText(/^Waits for/)).toHaveTextContent(/gpu=a100: none has that/);
  });

  it('tells how many attempts there were', async () => {
    await show(<TaskView task={task('running')} attempts={[]} />);
    expect(screen.getByText('1 of 3')).toBeVisible();
    const lost = task('running', { attempt: 2, triesUsed: 0, maxAttempts: 1 });
    await show(<TaskView task={lost} attempts={[]} />);
    expect(screen.getByText('2 attempts so far, 0 of 1 tries used up')).toBeVisible();
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
