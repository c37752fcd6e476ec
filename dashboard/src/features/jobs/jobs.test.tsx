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

  it('draws what comes of every job, however often another one runs', async () => {
    const soon = new Date(Date.now() + 60_000).toISOString();
    const often = jobFactory.on({
      id: `${job.id.slice(0, -1)}b`,
      name: 'often',
      nextRunAt: soon,
      schedule: { ...job.schedule, kind: 'interval', seconds: 10 },
    });
    const daily = { ...job, nextRunAt: new Date(Date.now() + 3 * 3_600_000).toISOString() };
    serve(answers(job, { 'GET /api/jobs': { jobs: [daily, often], nextCursor: null } }));
    const { user, container, history } = await showApp('/jobs');
    const card = await screen.findByRole('region', { name: 'Upcoming' });
    expect(within(card).getByRole('img', { name: /^often: every 10 s/ })).toBeVisible();
    expect(await within(card).findByRole('img', { name: /^nightly: 1 run,/ })).toBeVisible();
    await expectAccessible(container);
    await user.click(within(card).getByRole('radio', { name: '1 h' }));
    await waitFor(() => expect(within(card).getByText('1 job later than that')).toBeVisible());
    expect(history.location.search).toBe('?ahead=1h');
  });

  it('counts no runs of a job whose times cannot be read', async () => {
    const daily = { ...job, nextRunAt: new Date(Date.now() + 3 * 3_600_000).toISOString() };
    const more = { 'POST /api/schedules/preview': () => refuse(503, 'the store is away') };
    serve(answers(daily, more));
    await showApp('/jobs');
    const card = await screen.findByRole('region', { name: 'Upcoming' });
    expect(within(card).getByRole('img', { name: /^nightly, the next at/ })).toBeVisible();
    expect(card).not.toHaveTextContent('·');
  });

  it('shows of what comes nothing that was just switched off', async () => {
    const next = new Date(Date.now() + 3 * 3_600_000).toISOString();
    let kept = jobFactory.on({ nextRunAt: next });
    const read = () => json({ jobs: [kept], nextCursor: null });
    const set = () => json((kept = jobFactory.off()));
    serve(answers(job, { 'GET /api/jobs': read, [`PUT ${at}/schedule`]: set }));
    const { user } = await showApp('/jobs');
    await screen.findByRole('region', { name: 'Upcoming' });
    await user.selectOptions(screen.getByRole('combobox', { name: /^Schedule of/ }), 'Off');
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Upcoming' })).toBeNull());
  });

  it('shows of what comes nothing that was just deleted', async () => {
    const next = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const coming = { ...job, nextRunAt: next };
    serve(answers(coming, { 'GET /api/jobs': { jobs: [coming], nextCursor: null } }));
    const { user } = await showApp('/jobs');
    const card = await screen.findByRole('region', { name: 'Upcoming' });
    await user.click(within(card).getByRole('link', { name: 'nightly' }));
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = within(await screen.findByRole('dialog'));
    serve({
      ...answers(),
      'GET /api/jobs': { jobs: [], nextCursor: null },
      [`DELETE ${at}`]: { canceled: 0 },
    });
    await user.click(dialog.getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('No jobs yet')).toBeVisible();
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Upcoming' })).toBeNull());
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
    expect(within(dialog).getAllByText('–')).toHaveLength(4);
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

  it('says beside it why it was refused, until the next choice', async () => {
    const detail = 'the job requires that all its checks are ok: db failed';
    serve(answers(unset, { [`PUT ${at}/schedule`]: () => refuse(409, detail) }));
    const { user, container } = await showApp(`/jobs/${job.id}`);
    const select = await screen.findByRole('combobox', { name: /Schedule/ });
    expect(select).not.toHaveAccessibleDescription();
    await user.selectOptions(select, 'Every 1h');
    expect(await screen.findByRole('alert')).toHaveTextContent(detail);
    expect(select).toHaveAccessibleDescription(detail);
    expect(select).toBeInvalid();
    expect(screen.getAllByText(detail)).toHaveLength(1);
    await expectAccessible(container);
    serve(answers(unset, { [`PUT ${at}/schedule`]: () => json(unset) }));
    await user.selectOptions(select, 'Off');
    await waitFor(() => expect(select).not.toHaveAccessibleDescription());
  });

  it('forgets why it was refused once the job is another one', async () => {
    const detail = 'the job requires that all its checks are ok: database was never tried';
    const guarded = jobFactory.checked({ schedule: { ...job.schedule, kind: 'none' } });
    const checked = {
      ...guarded,
      checks: guarded.checks.map(check => ({ ...check, status: 'ok' as const })),
    };
    const more = {
      [`PUT ${at}/schedule`]: () => refuse(409, detail),
      [`POST ${at}/checks`]: () => json(checked, 202),
    };
    let kept = guarded;
    serve(answers(guarded, { ...more, [`GET ${at}`]: () => json(kept) }));
    const { user } = await showApp(`/jobs/${job.id}`);
    const select = await screen.findByRole('combobox', { name: /Schedule/ });
    await user.selectOptions(select, 'Every 1h');
    expect(await screen.findByRole('alert')).toHaveTextContent(detail);
    // That it is tried mends nothing.
    kept = { ...guarded, checks: guarded.checks.map(check => ({ ...check, status: 'running' })) };
    await user.click(screen.getByRole('button', { name: 'Check now' }));
    await waitFor(() => expect(screen.getAllByText('running')[0]).toBeVisible());
    expect(select).toHaveAccessibleDescription(detail);
    kept = checked;
    await user.click(screen.getByRole('button', { name: 'Check now' }));
    await waitFor(() => expect(select).not.toHaveAccessibleDescription());
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

  it('that is disabled says so, runs nothing, and is enabled as it was', async () => {
    const off = jobFactory.on({ enabled: false, nextRunAt: null });
    let kept = off;
    const enable = () => json((kept = job));
    const read = () => json(kept);
    const calls = serve(answers(off, { [`GET ${at}`]: read, [`PUT ${at}`]: enable }));
    const { user, container } = await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText(/nothing is started, by its schedule or by hand/)).toBeVisible();
    expect(screen.getByText('disabled')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Run now' })).toBeDisabled();
    await expectAccessible(container);
    await user.click(screen.getByRole('button', { name: 'Enable' }));
    await waitFor(() => expect(calls.some(call => call.method === 'PUT')).toBe(true));
    const sent = calls.find(call => call.method === 'PUT');
    expect(new URL(sent?.url ?? '').searchParams.get('version')).toBe('2');
    expect(await sent?.json()).toMatchObject({ name: 'nightly', enabled: true, task: job.task });
    await waitFor(() => expect(screen.getByRole('button', { name: 'Run now' })).toHaveFocus());
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
    const { user, history } = await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText('a run had not ended')).toBeVisible();
    expect(screen.queryByRole('link', { name: /a run had not ended/ })).toBeNull();
    serve(answers(job));
    await user.click(screen.getByRole('radio', { name: 'missed' }));
    expect(await screen.findByText('None was missed.')).toBeVisible();
    expect(history.location.search).toBe('?fires=missed');
  });

  it('leads from a time that was skipped to the run in its way, and asks for runs once', async () => {
    const fire = {
      nominalAt: '2026-11-20T08:00:30.000Z',
      outcome: 'skipped',
      reason: 'overlap',
      runId: null,
      decidedAt: '2026-11-20T08:00:30.010Z',
      jobVersion: 2,
    };
    const run = runFactory();
    const calls = serve(
      answers(job, {
        [`GET ${at}/fires`]: { fires: [fire], nextCursor: null },
        [`GET ${at}/runs`]: { runs: [run], nextCursor: null },
      }),
    );
    const { container } = await showApp(`/jobs/${job.id}`);
    const link = await screen.findByRole('link', { name: /^a run had not ended, / });
    expect(link).toHaveAttribute('href', `/tasks/${run.id}`);
    expect(calls.filter(call => new URL(call.url).pathname === `${at}/runs`)).toHaveLength(1);
    await expectAccessible(container);
  });

  it('says in words what the badge of its schedule means', async () => {
    serve(answers(jobFactory.broken()));
    await showApp(`/jobs/${job.id}`);
    expect(await screen.findByText(/^A scheduled run counted 3 errors\./)).toBeVisible();
  });

  it('shows marks in names rather than obeying them, everywhere', async () => {
    const mark = '\u202E';
    const evil = (text: string) => `${text}${mark}`;
    const checked = jobFactory.checked();
    const api = {
      ...checked,
      name: evil('name'),
      description: evil('description'),
      owner: evil('owner'),
      task: { ...checked.task, command: evil('command'), queue: evil('queue') },
      checks: checked.checks.map(check => ({ ...check, message: evil('message') })),
      notify: { emails: [evil('email')], on: 'failure' as const },
    };
    serve(answers(api, { 'GET /api/jobs': { jobs: [api], nextCursor: null } }));
    const { user } = await showApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Run with changes…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Run name<U+202E> with changes' });
    expect(within(dialog).getByPlaceholderText('queue<U+202E>')).toBeVisible();
    expect(screen.getAllByText(/^(description|owner|command|queue|message|email)<U/)).toHaveLength(
      6,
    );
    expect(document.documentElement.outerHTML).not.toContain(mark);
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

  it.each(['upcoming', 'upcoming/edit', 'nightly'])('is not at /jobs/%s', async path => {
    const calls = serve(answers());
    await showApp(`/jobs/${path}`);
    expect(await screen.findByText('There is no such job')).toBeVisible();
    expect(calls.some(call => call.url.endsWith('upcoming'))).toBe(false);
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
