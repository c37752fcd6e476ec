import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { jobFactory, runFactory } from '../../test/factories/job';
import { showApp } from '../../test/render';
import { json, refuse, serve, type Answers } from '../../test/server';

const session = { principal: 'token:admin', role: 'admin', expiresAt: null };
const job = jobFactory.on();
const at = `/api/jobs/${job.id}`;

const preview = { description: 'at 09:00', times: [{ at: null, local: 'soon', note: null }] };

const answers = (api = job, more: Answers = {}): Answers => ({
  'GET /api/session': session,
  'GET /api/jobs': { jobs: [api], nextCursor: null },
  'GET /api/jobs/upcoming': { runs: [] },
  [`GET ${at}`]: api,
  [`GET ${at}/runs`]: { runs: [], nextCursor: null },
  [`GET ${at}/fires`]: { fires: [], nextCursor: null },
  'POST /api/schedules/preview': preview,
  ...more,
});

describe('the list', () => {
  it('shows how each job stands', async () => {
    serve(answers(jobFactory.broken()));
    const { container } = await showApp('/jobs');
    const row = await screen.findByRole('row', { name: /nightly/ });
    expect(within(row).getByText('broken')).toBeVisible();
    expect(screen.getByRole('img', { name: /1 completed, 1 failed/ })).toBeVisible();
    await expectAccessible(container);
  });

  it('shows which schedules have ended', async () => {
    serve(answers(jobFactory.ended()));
    const { container } = await showApp('/jobs');
    const row = await screen.findByRole('row', { name: /nightly/ });
    expect(within(row).getByText('ended')).toBeVisible();
    expect(within(row).queryByText('on')).toBeNull();
    await expectAccessible(container);
  });

  it('says what to do where there is none', async () => {
    serve({ ...answers(), 'GET /api/jobs': { jobs: [], nextCursor: null } });
    const { container } = await showApp('/jobs');
    expect(await screen.findByText('No jobs yet')).toBeVisible();
    expect(screen.getAllByRole('link', { name: 'New job' })[0]).toHaveAttribute(
      'href',
      '/jobs/new',
    );
    await expectAccessible(container);
  });

  it('opens the run log, with the counters as columns', async () => {
    const runs = [runFactory(), runFactory({ id: `${job.id}1`, startedAt: null, counters: {} })];
    serve(answers(job, { [`GET ${at}/runs`]: { runs, nextCursor: null } }));
    const { user } = await showApp('/jobs');
    await user.click(await screen.findByRole('button', { name: 'Runs of nightly' }));
    const dialog = await screen.findByRole('dialog', { name: 'Run log' });
    const heads = await within(dialog).findAllByRole('columnheader');
    expect(heads.map(head => head.textContent)).toEqual([
      'Started',
      'Finished',
      'Trigger',
      'Status',
      'Copied',
      'Skipped',
      'Errors',
      'Task',
    ]);
    expect(within(dialog).getAllByText('—')).toHaveLength(4);
    expect(within(dialog).getByText('1,200')).toBeVisible();
  });
});

describe('the quick schedule', () => {
  const unset = jobFactory.off({ schedule: { ...job.schedule, kind: 'none' } });

  it('goes back to what is kept when the server refuses', async () => {
    const detail = 'the job requires that all its checks are ok: db failed';
    serve(answers(unset, { [`PUT ${at}/schedule`]: () => refuse(409, detail) }));
    const { user } = await showApp(`/jobs/${job.id}`);
    const select = await screen.findByRole('combobox', { name: /Schedule/ });
    await user.selectOptions(select, 'Every 1h');
    expect(await screen.findByText(detail)).toBeVisible();
    await waitFor(() => expect(select).toHaveDisplayValue('Off'));
  });

  it('sets an interval as soon as it is chosen', async () => {
    const hourly = jobFactory.on({
      schedule: { ...job.schedule, kind: 'interval', seconds: 3_600 },
    });
    let kept = unset;
    const set = () => {
      kept = hourly;
      return json(kept);
    };
    const read = () => json(kept);
    const calls = serve(answers(kept, { [`GET ${at}`]: read, [`PUT ${at}/schedule`]: set }));
    const { user } = await showApp(`/jobs/${job.id}`);
    const select = await screen.findByRole('combobox', { name: /Schedule/ });
    await user.selectOptions(select, 'Every 1h');
    expect(await screen.findByText(/Next run:/)).toBeVisible();
    const sent = calls.find(call => call.method === 'PUT');
    expect(await sent?.json()).toMatchObject({ kind: 'interval', seconds: 3_600, active: true });
  });
});

describe('a job', () => {
  it('shows its badge in the head and in the row of the schedule', async () => {
    serve(answers(jobFactory.broken()));
    const { container } = await showApp(`/jobs/${job.id}`);
    expect(await screen.findAllByText('broken')).toHaveLength(2);
    expect(screen.queryByText(/Next run:/)).toBeNull();
    await expectAccessible(container);
  });

  it('shows in the head and in the row of the schedule that that has ended', async () => {
    serve(answers(jobFactory.ended()));
    const { container } = await showApp(`/jobs/${job.id}`);
    expect(await screen.findAllByText('ended')).toHaveLength(2);
    await expectAccessible(container);
  });

  it('says how its checks stand', async () => {
    serve(answers(jobFactory.checked()));
    const { container } = await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText('db.example.org:5432')).toBeVisible();
    expect(screen.getByText(/after one failed scheduled run$/)).toBeVisible();
    expect(screen.getByText('connection refused')).toBeVisible();
    await expectAccessible(container);
  });

  it('tells of each time what became of it', async () => {
    const fires = [
      {
        nominalAt: '2026-11-20T08:00:00.000Z',
        outcome: 'skipped',
        reason: 'overlap',
        runId: null,
        decidedAt: '2026-11-20T08:00:00.010Z',
        jobVersion: 2,
      },
    ];
    serve(answers(job, { [`GET ${at}/fires`]: { fires, nextCursor: null } }));
    await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText('a run had not ended')).toBeVisible();
  });

  it('is deleted only when that is confirmed, with what was asked for', async () => {
    const calls = serve(answers(job, { [`DELETE ${at}`]: { canceled: 0 } }));
    const { user } = await showApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete nightly?' });
    await user.click(within(dialog).getByRole('switch', { name: /Keep its runs/ }));
    expect(calls.some(call => call.method === 'DELETE')).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByRole('heading', { name: 'Jobs' })).toBeVisible();
    const sent = calls.find(call => call.method === 'DELETE');
    expect(new URL(sent?.url ?? '').searchParams.get('keepRuns')).toBe('true');
  });

  it('that is not there is said so', async () => {
    serve({ ...answers(), [`GET ${at}`]: () => refuse(404, 'no such job') });
    await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText('There is no such job')).toBeVisible();
  });
});

describe('the editor', () => {
  it('shows what the server does not take beside its field', async () => {
    const errors = [{ field: 'schedule.expressions[0]', message: 'never fires' }];
    const refused = () => refuse(400, 'the job is wrong', { errors });
    serve(answers(job, { 'POST /api/jobs': refused }));
    const { user, container } = await showApp('/jobs/new');
    await user.type(await screen.findByRole('textbox', { name: /^Name/ }), 'weekly');
    await user.type(screen.getByRole('textbox', { name: /Command/ }), 'true');
    await user.click(screen.getByRole('button', { name: 'Make the job' }));
    expect(await screen.findByText('Never fires')).toBeVisible();
    await expectAccessible(container);
  });

  it('makes a job of what is typed, and goes to it', async () => {
    const calls = serve(answers(job, { 'POST /api/jobs': () => json(job, 201) }));
    const { user } = await showApp('/jobs/new');
    await user.type(await screen.findByRole('textbox', { name: /^Name/ }), 'nightly');
    await user.type(screen.getByRole('textbox', { name: /Command/ }), 'backup --all');
    await user.click(screen.getByRole('button', { name: 'Weekdays at 9' }));
    expect(await screen.findByText('at 09:00')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Make the job' }));
    expect(await screen.findByRole('heading', { name: 'nightly' })).toBeVisible();
    const sent = calls.find(call => call.method === 'POST' && call.url.endsWith('/api/jobs'));
    expect(await sent?.json()).toMatchObject({
      name: 'nightly',
      task: { kind: 'shell', command: 'backup --all' },
      schedule: { kind: 'cron', expressions: ['0 9 * * 1-5'] },
    });
  });
});
