import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '../test/axe';
import { bucket } from '../test/factories/history';
import { workerFactory } from '../test/factories/worker';
import { showApp } from '../test/render';
import { tellTabs } from '../live/tabs';
import { json, refuse, serve, type Answers } from '../test/server';

const session = { principal: 'token:admin', role: 'admin', expiresAt: null };
const stats = {
  total_tasks: 3,
  pending_tasks: 1,
  running_tasks: 1,
  completed_tasks: 1,
  failed_tasks: 0,
  workers: [],
  byState: { queued: 1, running: 1, completed: 1 },
};
const answers: Answers = {
  'GET /api/session': session,
  'GET /api/stats': stats,
  'GET /api/workers': { workers: [workerFactory.busy(), workerFactory.idle({ id: 2 })] },
  'GET /api/tasks': { tasks: [], nextCursor: null },
};

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

describe('leaving', () => {
  it('comes back with what was typed, once the session is over', async () => {
    let isIn = true;
    serve({
      ...answers,
      'GET /api/session': () => (isIn ? Response.json(session) : refuse(401, 'who are you')),
      'POST /api/session': () => {
        isIn = true;
        return new Response(null, { status: 204 });
      },
    });
    const { user, leave } = await showApp('/schedule?queue=night');
    await user.type(await screen.findByLabelText(/^Command/), 'make report');
    isIn = false;
    act(() => leave('ended'));
    expect(await screen.findByText('Your session has ended')).toBeVisible();
    await user.type(screen.getByLabelText('Token'), 'secret{Enter}');
    expect(await screen.findByLabelText(/^Command/)).toHaveValue('make report');
    expect(screen.getByText(/What you typed before/)).toBeVisible();
    expect(sessionStorage).toHaveLength(0);
  });
});

describe('signing in', () => {
  const token = { 'POST /api/session': () => new Response(null, { status: 204 }) };

  it('is asked for where nobody is signed in, and leads back', async () => {
    let known = false;
    const calls = serve({
      ...answers,
      'GET /api/session': () => (known ? Response.json(session) : refuse(401, 'who are you')),
      'POST /api/session': () => {
        known = true;
        return token['POST /api/session']();
      },
    });
    const { user, container } = await showApp('/nothing/here');
    const field = await screen.findByLabelText('Token');
    await expectAccessible(container);
    await user.type(field, ' secret {Enter}');
    expect(await screen.findByText('There is no page at this address')).toBeVisible();
    const sent = calls.find(call => call.method === 'POST');
    expect(await sent?.json()).toEqual({ token: 'secret' });
  });

  it('takes the code from the address at once', async () => {
    window.history.replaceState(null, '', '/sign-in#code=once');
    const calls = serve({ ...answers, ...token });
    await showApp('/sign-in');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
    expect(window.location.hash).toBe('');
    const sent = calls.find(call => call.method === 'POST');
    expect(await sent?.json()).toEqual({ code: 'once' });
  });

  it('says that a link works once', async () => {
    window.history.replaceState(null, '', '/sign-in#code=used');
    serve({ 'POST /api/session': () => refuse(401, 'not accepted') });
    await showApp('/sign-in');
    expect(await screen.findByText(/A link works once/)).toBeVisible();
    expect(screen.getByLabelText('Token')).toBeVisible();
  });

  it('goes in by a used link where somebody is signed in already', async () => {
    window.history.replaceState(null, '', '/sign-in#code=used');
    serve({ ...answers, 'POST /api/session': () => refuse(401, 'not accepted') });
    await showApp('/sign-in');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
  });

  it('says why it is asked for again', async () => {
    serve({});
    const { container } = await showApp('/sign-in?from=/schedule&why=ended');
    expect(await screen.findByText('Your session has ended')).toBeVisible();
    await expectAccessible(container);
  });

  it('goes in when another tab signs in', async () => {
    serve(answers);
    await showApp('/sign-in?from=/nothing');
    await screen.findByLabelText('Token');
    act(() => tellTabs('signed-in'));
    expect(await screen.findByText('There is no page at this address')).toBeVisible();
  });

  it('leads nowhere else than into the dashboard', async () => {
    serve({ ...answers, ...token });
    const { user } = await showApp('/sign-in?from=//evil.example/');
    await user.type(await screen.findByLabelText('Token'), 'secret{Enter}');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
  });
});
