import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '../test/axe';
import { bucket } from '../test/factories/history';
import { jobFactory } from '../test/factories/job';
import { showApp } from '../test/render';
import { json, refuse, serve } from '../test/server';
import { usual as answers } from '../test/usual';

describe('the overview', () => {
  it('shows how it stands, and says what to do where there is nothing', async () => {
    serve(answers);
    const { container } = await showApp('/');
    const tile = await screen.findByRole('link', { name: /^Running/ });
    expect(tile).toHaveTextContent('1');
    expect(tile).toHaveAttribute('href', expect.stringContaining('/tasks?state='));
    expect(screen.getByRole('link', { name: /^Workers 2 1 busy, 1 idle/ })).toBeVisible();
    expect(screen.getByText('Nothing runs')).toBeVisible();
    expect(screen.getByText('No failures')).toBeVisible();
    await expectAccessible(container);
  });

  it('shows charts only once there is a history', async () => {
    serve(answers);
    await showApp('/');
    await screen.findByText('Tasks by state');
    expect(screen.queryByText('Throughput')).toBeNull();
  });

  it('tells the numbers of a minute by keyboard', async () => {
    const at = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 60_000).toISOString();
    const waitMs = { p50: 5, p95: null, p99: null };
    const buckets = [bucket({ at, completed: 42, failed: 1, waitMs }), bucket()];
    serve({ ...answers, 'GET /api/stats/history': { buckets } });
    const { user, container } = await showApp('/');
    const [chart] = await screen.findAllByRole('slider', { name: /Completed/ });
    chart?.focus();
    await user.keyboard('{ArrowLeft}');
    expect(chart).toHaveAttribute('aria-valuetext', expect.stringContaining('Completed 42'));
    await expectAccessible(container);
  });

  it('says why it cannot be shown', async () => {
    serve({ ...answers, 'GET /api/stats': () => refuse(500, 'the log says what') });
    const { container } = await showApp('/');
    expect(await screen.findByText('the log says what')).toBeVisible();
    expect(screen.getByRole('button', { name: 'Try again' })).toBeVisible();
    await expectAccessible(container);
  });
});

describe('getting around', () => {
  it('knows no page at an unknown address, and keeps the navigation', async () => {
    serve(answers);
    await showApp('/nothing/here');
    expect(await screen.findByText('There is no page at this address')).toBeVisible();
    expect(screen.getAllByRole('navigation').length).toBeGreaterThan(0);
  });

  it('goes to a page by its keys, but not while somebody types', async () => {
    serve(answers);
    const { user } = await showApp('/nothing');
    await screen.findByText('There is no page at this address');
    await user.keyboard('go');
    expect(await screen.findByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
    await user.keyboard('?');
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  });

  it('moves the focus along: to the heading, or to the field that a page is for', async () => {
    serve(answers);
    const { user } = await showApp('/nothing');
    await screen.findByText('There is no page at this address');
    expect(document.body).toHaveFocus();
    await user.keyboard('gw');
    const heading = await screen.findByRole(
      'heading',
      { level: 1, name: 'Workers' },
      { timeout: 5_000 },
    );
    await waitFor(() => expect(heading).toHaveFocus(), { timeout: 5_000 });
    await user.keyboard('n');
    const field = await screen.findByLabelText(/^Command/, undefined, { timeout: 5_000 });
    await waitFor(() => expect(field).toHaveFocus(), { timeout: 5_000 });
  });

  it('finds tasks by the end of their id and by name, and workers with what can be done', async () => {
    const id = '01a1fd85-0368-7724-84f1-fa1f539ae068';
    const item = { id, name: '', command: 'make report', kind: 'shell', state: 'failed' };
    const killed = { ok: true, name: 'worker-1', container: null, requeued: 1 };
    const calls = serve({
      ...answers,
      'GET /api/tasks': request => {
        const text = new URL(request.url).searchParams.get('text');
        return json({ tasks: text === null || text === 'make' ? [item] : [], nextCursor: null });
      },
      'GET /api/fleet': { backend: 'process', wanted: 2, present: 2, lastError: null },
      'POST /api/workers/kill': killed,
    });
    const { user } = await showApp('/nothing');
    await screen.findByText('There is no page at this address');
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByPlaceholderText(/^Go to a page/);
    await user.type(field, '539ae068');
    expect(await screen.findByText('make report')).toBeVisible();
    await user.clear(field);
    await user.type(field, 'make');
    const hit = (await screen.findByText(/report$/)).closest('[data-action]');
    await waitFor(() => expect(hit).toHaveAttribute('data-selected'));
    await user.clear(field);
    await user.type(field, 'theme');
    expect(await screen.findByText(/^Use the dark/)).toBeVisible();
    await user.clear(field);
    await user.type(field, 'worker-1');
    await user.click((await screen.findAllByText(/^Kill/))[0] ?? field);
    const dialog = await screen.findByRole('dialog', { name: 'Kill worker-1?' });
    expect(calls.some(call => call.method === 'POST')).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: 'Kill worker-1' }));
    await waitFor(() => expect(calls.some(call => call.method === 'POST')).toBe(true));
  });

  it('finds jobs by name and by id in the palette, and the way out', async () => {
    const job = jobFactory.on();
    let answer: () => void = () => undefined;
    serve({
      ...answers,
      'GET /api/jobs': request =>
        json({
          jobs: new URL(request.url).searchParams.get('name') === 'nigh' ? [job] : [],
          nextCursor: null,
        }),
      [`GET /api/jobs/${job.id}`]: async () => {
        await new Promise<void>(resolve => (answer = resolve));
        return json(job);
      },
    });
    const { user } = await showApp('/nothing');
    await screen.findByText('There is no page at this address');
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByPlaceholderText(/^Go to a page/);
    await user.type(field, 'nigh');
    expect(await screen.findByText(/^Job · on/)).toBeVisible();
    await user.clear(field);
    await user.type(field, job.id);
    expect(await screen.findByText('Looking for it…')).toBeVisible();
    expect(screen.queryByText('Open task')).toBeNull();
    answer();
    expect(await screen.findByText(/^Job · on/)).toBeVisible();
    expect(screen.queryByText('Open task')).toBeNull();
    await user.clear(field);
    await user.type(field, 'sign out');
    expect(await screen.findByText('Sign out', { selector: 'mark, span' })).toBeVisible();
  });

  it('opens the palette from its own field too, which is there until it is gone', async () => {
    serve(answers);
    const { user } = await showApp('/schedule');
    const field = await screen.findByLabelText(/^Command/);
    field.focus();
    await user.keyboard('{Control>}k{/Control}');
    expect(await screen.findByPlaceholderText(/^Go to a page/)).toBeVisible();
  });

  it('finds a task by its id in the palette', async () => {
    serve(answers);
    const { user } = await showApp('/');
    await screen.findByText('Tasks by state');
    await user.keyboard('{Control>}k{/Control}');
    const field = await screen.findByPlaceholderText(/^Go to a page/);
    await user.type(field, '01a1fd85-0368-7724-84f1-fa1fb96c320e');
    expect(await screen.findByText('Open task')).toBeVisible();
  });
});
