import { expect, it, vi } from 'vitest';

import { refuse, serve } from '../test/server';
import { ask, api, onSignedOut } from './client';
import { ApiError } from './problem';
import { healthQuery } from './system';

const read = () => ask(api.GET('/api/stats'));
const failure = async (call: Promise<unknown>) => {
  const error: unknown = await call.catch((cause: unknown) => cause);
  if (!(error instanceof ApiError)) throw new Error('it did not fail as it should');
  return error;
};

it('throws what the server says, with its fields', async () => {
  const errors = [{ field: 'command', message: 'must be present' }];
  serve({ 'GET /api/stats': () => refuse(400, 'no', { type: '/tm/problems/validation', errors }) });
  const error = await failure(read());
  expect(error).toMatchObject({ status: 400, kind: 'validation', fields: errors, passing: false });
});

it('makes a problem of an answer that is none', async () => {
  serve({ 'GET /api/stats': () => new Response('<h1>Bad Gateway</h1>', { status: 502 }) });
  expect(await failure(read())).toMatchObject({ status: 502, passing: true });
});

it('says that nothing can be reached when the network fails', async () => {
  serve({ 'GET /api/stats': () => Promise.reject(new TypeError('Failed to fetch')) });
  expect(await failure(read())).toMatchObject({ status: 0, passing: true });
});

it('tells when the server no longer knows who calls', async () => {
  const heard = vi.fn();
  const stop = onSignedOut(heard);
  serve({ 'GET /api/stats': () => refuse(401, 'who are you') });
  await failure(read());
  stop();
  await failure(read());
  expect(heard).toHaveBeenCalledOnce();
});

it('takes the health of a system that is down as an answer', async () => {
  const part = { status: 'down', detail: 'away' };
  const parts = { store: part, coordinators: part, queues: part, workers: part, schedulers: [] };
  const body = JSON.stringify({ status: 'down', parts });
  serve({ 'GET /api/health': () => new Response(body, { status: 503 }) });
  const { queryFn } = healthQuery;
  if (typeof queryFn !== 'function') throw new Error('there is nothing to call');
  const health = await queryFn({ signal: new AbortController().signal } as never);
  expect(health.status).toBe('down');
});
