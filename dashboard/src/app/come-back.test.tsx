import { act, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { systemRoute } from '../routes/system';
import { showApp } from '../test/render';
import { refuse, serve } from '../test/server';
import { FakeSocket } from '../test/socket';
import { session, usual } from '../test/usual';
import { forgetTries, page } from './come-back';

const { lazyFn } = systemRoute;
const failing = vi.fn(() =>
  Promise.reject(new TypeError('Failed to fetch dynamically imported module: /system.js')),
);

beforeEach(() => {
  forgetTries();
  failing.mockClear();
  systemRoute.lazyFn = failing;
  // As it is before the page was there for the first time.
  Reflect.set(systemRoute, '_lazy', undefined);
});

afterEach(() => {
  systemRoute.lazyFn = lazyFn;
  sessionStorage.clear();
});

it('loads a page that could not be had once the server answers again', async () => {
  let isThere = true;
  serve({
    ...usual,
    'GET /api/session': () => (isThere ? Response.json(session) : refuse(502, 'nobody is there')),
  });
  const { history } = await showApp('/nothing');
  await screen.findByText('There is no page at this address');
  act(() => FakeSocket.last.accept());
  isThere = false;
  act(() => FakeSocket.last.drop());
  act(() => history.push('/system'));
  expect(await screen.findByText('This page cannot be loaded')).toBeVisible();

  isThere = true;
  systemRoute.lazyFn = lazyFn;
  const before = FakeSocket.all.length;
  await waitFor(() => expect(FakeSocket.all.length).toBeGreaterThan(before), { timeout: 5_000 });
  act(() => FakeSocket.last.accept());
  expect(
    await screen.findByRole('heading', { level: 1, name: 'System' }, { timeout: 5_000 }),
  ).toBeVisible();
}, 15_000);

it('loads the whole page where a part fails again, once', async () => {
  const reload = vi.spyOn(page, 'reload').mockReturnValue();
  serve(usual);
  const { history } = await showApp('/nothing');
  await screen.findByText('There is no page at this address');
  act(() => history.push('/system'));
  await waitFor(() => expect(reload).toHaveBeenCalledTimes(1), { timeout: 5_000 });
});
