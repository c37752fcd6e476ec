import { expect, it, vi } from 'vitest';

import { forgetHeldCalls, heldBack, holdCalls, letCallsGo, setEnding } from './hold';

const get = (path: string) => new Request(`http://localhost/api/${path}`);
const settled = () => new Promise(resolve => setTimeout(resolve, 5));

it('asks nothing while nobody is signed in, but for who that is', async () => {
  const send = vi.fn(() => Promise.resolve(new Response(null, { status: 401 })));
  holdCalls();
  void heldBack(get('tasks'), send);
  await heldBack(get('session'), send);
  await settled();
  expect(send).toHaveBeenCalledTimes(1);

  letCallsGo();
  await settled();
  expect(send).toHaveBeenCalledTimes(2);
});

it('forgets what was asked by the one before', async () => {
  const send = vi.fn(() => Promise.resolve(new Response('{}')));
  holdCalls();
  void heldBack(get('tasks'), send);
  await heldBack(get('session'), send);
  await settled();
  expect(send).toHaveBeenCalledTimes(1);
  await heldBack(get('tasks'), send);
  expect(send).toHaveBeenCalledTimes(2);
  forgetHeldCalls();
});

it('keeps what waits while the session is being ended, which may fail', async () => {
  const send = vi.fn(() => Promise.resolve(new Response('{}')));
  holdCalls();
  setEnding(true);
  const read = heldBack(get('tasks'), send);
  await heldBack(get('session'), send);
  letCallsGo();
  setEnding(false);
  expect((await read).ok).toBe(true);
  expect(send).toHaveBeenCalledTimes(2);
});

it('asks nothing that was given up meanwhile', async () => {
  const send = vi.fn(() => Promise.resolve(new Response('{}')));
  const given = new AbortController();
  const request = get('tasks');
  vi.spyOn(request, 'signal', 'get').mockReturnValue(given.signal);
  holdCalls();
  const read = heldBack(request, send);
  given.abort();
  await expect(read).rejects.toThrow('given up');
  letCallsGo();
  await settled();
  expect(send).not.toHaveBeenCalled();
});
