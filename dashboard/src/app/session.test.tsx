import { modals } from '@mantine/modals';
import { act, screen, waitFor } from '@testing-library/react';
import type { UserEvent } from '@testing-library/user-event';
import { describe, expect, it, vi } from 'vitest';

import { isSignedIn } from '../api/session';
import { expectAccessible } from '../test/axe';
import { showApp } from '../test/render';
import { json, refuse, serve } from '../test/server';
import { FakeSocket } from '../test/socket';
import { session, usual as answers } from '../test/usual';

const done = () => new Response(null, { status: 204 });

async function askOut(user: UserEvent) {
  const [account] = screen.getAllByRole('button', { name: 'Account' });
  if (account !== undefined) await user.click(account);
  await user.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
}

/** What another tab of the same browser tells. */
function tellAsOther(news: 'signed-in' | 'signed-out') {
  const other = new BroadcastChannel('taskmaster /');
  other.postMessage({ news, by: 'another tab' });
  other.close();
}

describe('leaving', () => {
  it('comes back with what was typed, once the session is over', async () => {
    let isIn = true;
    serve({
      ...answers,
      'GET /api/session': () => (isIn ? Response.json(session) : refuse(401, 'who are you')),
      'POST /api/session': () => {
        isIn = true;
        return done();
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

  it.each(['at once', 'later'])(
    'says that another tab did it when that is heard %s',
    async heard => {
      serve({ ...answers, 'POST /api/session': done });
      const { user, leave } = await showApp('/schedule');
      await user.type(await screen.findByLabelText(/^Command/), 'make report');
      act(() => leave('ended'));
      if (heard === 'later') await screen.findByText('Your session has ended');
      act(() => leave('elsewhere'));
      expect(await screen.findByText('You signed out in another tab')).toBeVisible();
      await user.type(screen.getByLabelText('Token'), 'secret{Enter}');
      expect(await screen.findByLabelText(/^Command/)).toHaveValue('make report');
    },
  );

  it('gives what was typed to nobody else', async () => {
    let principal = 'token:one';
    serve({
      ...answers,
      'GET /api/session': () => json({ ...session, principal }),
      'POST /api/session': done,
    });
    const { user, leave } = await showApp('/schedule');
    await user.type(await screen.findByLabelText(/^Command/), 'make secret');
    act(() => leave('ended'));
    principal = 'token:other';
    await user.type(await screen.findByLabelText('Token'), 'theirs{Enter}');
    expect(await screen.findByLabelText(/^Command/)).toHaveValue('');
    expect(screen.queryByText(/What you typed before/)).toBeNull();
    expect(sessionStorage).toHaveLength(0);
  });

  it('keeps what was typed for who signs out', async () => {
    serve({ ...answers, 'DELETE /api/session': done, 'POST /api/session': done });
    const { user } = await showApp('/schedule');
    await user.type(await screen.findByLabelText(/^Command/), 'make report');
    await askOut(user);
    await user.type(await screen.findByLabelText('Token'), 'mine{Enter}');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
    const [schedule] = screen.getAllByRole('link', { name: /^Schedule/ });
    if (schedule !== undefined) await user.click(schedule);
    await screen.findByText(/What you typed before/, undefined, { timeout: 5_000 });
    expect(screen.getByLabelText(/^Command/)).toHaveValue('make report');
  });

  it('does not tell who signs out that the session has ended', async () => {
    let isIn = true;
    let answer: () => void = () => undefined;
    serve({
      ...answers,
      'GET /api/session': () => (isIn ? json(session) : refuse(401, 'who are you')),
      // It is over some time before that is answered.
      'DELETE /api/session': async () => {
        isIn = false;
        await new Promise<void>(resolve => (answer = resolve));
        return done();
      },
    });
    const { user, history } = await showApp('/schedule');
    await screen.findByLabelText(/^Command/);
    await askOut(user);
    await waitFor(() => expect(isIn).toBe(false));
    // The socket is closed, and what is asked then is refused.
    await act(() => isSignedIn());
    expect(screen.queryByLabelText('Token')).toBeNull();
    answer();
    expect(await screen.findByLabelText('Token')).toBeVisible();
    expect(history.location.href).toBe('/sign-in');
    expect(history).toHaveLength(2);
    // Also what was asked before and is refused later.
    await act(() => isSignedIn());
    tellAsOther('signed-out');
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(screen.queryByRole('status', { name: /ended|another tab/ })).toBeNull();
    expect(history.location.href).toBe('/sign-in');
  });

  it('is known to have been meant where that is heard last', async () => {
    serve({ ...answers, 'POST /api/session': done });
    const { leave, history } = await showApp('/schedule');
    await screen.findByLabelText(/^Command/);
    act(() => leave('ended'));
    await screen.findByText('Your session has ended');
    act(() => leave('here'));
    await waitFor(() => expect(screen.queryByText('Your session has ended')).toBeNull());
    expect(history.location.href).toBe('/sign-in');
    expect(history).toHaveLength(2);
  });

  it('asks for nothing any more that would be refused', async () => {
    let isIn = true;
    const calls = serve({
      ...answers,
      'GET /api/session': () => (isIn ? json(session) : refuse(401, 'who are you')),
      'DELETE /api/session': () => {
        isIn = false;
        return done();
      },
    });
    const { user, leave } = await showApp('/');
    await screen.findByText('Tasks by state');
    await askOut(user);
    await screen.findByLabelText('Token');
    const after = calls.findIndex(({ method }) => method === 'DELETE');
    const asked = calls.slice(after + 1).filter(({ url }) => !url.endsWith('/session'));
    expect(asked.map(({ url }) => url)).toEqual([]);
    act(() => leave('ended'));
  });

  it('says that it did not work', async () => {
    serve({ ...answers, 'DELETE /api/session': () => refuse(503, 'nobody is there') });
    const { user } = await showApp('/schedule');
    await screen.findByLabelText(/^Command/);
    await askOut(user);
    expect(await screen.findByText('You are still signed in')).toBeVisible();
    expect(screen.getByLabelText(/^Command/)).toBeVisible();
  });

  it('works for whom the server does not know any more', async () => {
    serve({ ...answers, 'DELETE /api/session': () => refuse(401, 'who are you') });
    const { user } = await showApp('/schedule');
    await screen.findByLabelText(/^Command/);
    await askOut(user);
    expect(await screen.findByLabelText('Token')).toBeVisible();
    expect(screen.queryByText('Your session has ended')).toBeNull();
  });

  it('works where nothing can be kept', async () => {
    serve(answers);
    const { user, leave } = await showApp('/schedule');
    await user.type(await screen.findByLabelText(/^Command/), 'make report');
    vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    act(() => leave('ended'));
    expect(await screen.findByText('Your session has ended')).toBeVisible();
  });

  it('leaves no question open', async () => {
    serve(answers);
    const { user, leave } = await showApp('/schedule');
    await user.type(await screen.findByLabelText(/^Command/), 'make report');
    act(() => void modals.openConfirmModal({ title: 'Do it?' }));
    await screen.findByRole('dialog', { name: 'Do it?' });
    act(() => leave('ended'));
    await screen.findByText('Your session has ended');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('another tab that signs in', () => {
  const as = (principal: string) => ({ ...session, principal });

  it('as somebody else begins all anew here', async () => {
    let who = as('token:one');
    const calls = serve({
      ...answers,
      'GET /api/session': () => json(who),
      'GET /api/tasks': () => json({ tasks: [], nextCursor: null, of: who.principal }),
    });
    const { user } = await showApp('/schedule');
    const command = await screen.findByLabelText(/^Command/);
    await user.type(command, 'make secret');
    const socket = FakeSocket.last;
    act(() => socket.accept());
    who = as('token:other');
    tellAsOther('signed-in');
    await waitFor(() => expect(command).not.toBeInTheDocument());
    expect(await screen.findByLabelText(/^Command/)).toHaveValue('');
    expect(screen.queryByText(/What you typed before/)).toBeNull();
    expect(socket.readyState).toBe(WebSocket.CLOSED);
    expect(FakeSocket.last).not.toBe(socket);
    const [account] = screen.getAllByRole('button', { name: 'Account' });
    if (account !== undefined) await user.click(account);
    expect(await screen.findByText('token:other')).toBeVisible();
    expect(calls.filter(({ url }) => url.endsWith('/session'))).toHaveLength(2);
  });

  it('as the same one changes nothing here', async () => {
    const calls = serve(answers);
    const { user } = await showApp('/schedule');
    const command = await screen.findByLabelText(/^Command/);
    await user.type(command, 'make report');
    const socket = FakeSocket.last;
    tellAsOther('signed-in');
    await waitFor(() =>
      expect(calls.filter(({ url }) => url.endsWith('/session'))).toHaveLength(2),
    );
    await new Promise(resolve => setTimeout(resolve, 50));
    expect(command).toHaveValue('make report');
    expect(FakeSocket.last).toBe(socket);
  });

  it('has a socket of its own, whoever was signed in before', async () => {
    let who = as('token:one');
    serve({
      ...answers,
      'GET /api/session': () => json(who),
      'POST /api/session': () => {
        who = as('token:other');
        return done();
      },
    });
    const { user, history } = await showApp('/schedule');
    await screen.findByLabelText(/^Command/);
    const socket = FakeSocket.last;
    act(() => socket.accept());
    act(() => history.push('/sign-in'));
    await user.type(await screen.findByLabelText('Token'), 'theirs{Enter}');
    await screen.findByText('Tasks by state');
    expect(socket.readyState).toBe(WebSocket.CLOSED);
    expect(FakeSocket.last).not.toBe(socket);
  });
});

describe('signing in', () => {
  const token = { 'POST /api/session': done };

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
    tellAsOther('signed-in');
    expect(await screen.findByText('There is no page at this address')).toBeVisible();
  });

  it('goes in once: it does not hear of itself', async () => {
    const heard = new Promise<void>(resolve => {
      const other = new BroadcastChannel('taskmaster /');
      other.onmessage = () => {
        other.close();
        setTimeout(resolve, 50);
      };
    });
    const calls = serve({
      ...answers,
      ...token,
      // On its way in when all tabs have heard.
      'GET /api/session': () => heard.then(() => json(session)),
    });
    const { user } = await showApp('/sign-in');
    await user.type(await screen.findByLabelText('Token'), 'secret{Enter}');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
    const asked = calls.filter(({ method, url }) => method === 'GET' && url.endsWith('/session'));
    expect(asked).toHaveLength(1);
  });

  it('leads nowhere else than into the dashboard', async () => {
    serve({ ...answers, ...token });
    const { user } = await showApp('/sign-in?from=//evil.example/');
    await user.type(await screen.findByLabelText('Token'), 'secret{Enter}');
    expect(await screen.findByText('Tasks by state')).toBeVisible();
  });
});
