import { screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { jobFactory } from '../../test/factories/job';
import { showApp } from '../../test/render';
import { json, refuse, serve } from '../../test/server';

const hourly = jobFactory.on({ id: 'hourly-id', name: 'hourly' });
const weekly = jobFactory.off({ id: 'weekly-id', name: 'weekly' });
const guarded = jobFactory.off({ id: 'guarded-id', name: 'guarded' });
const byHand = jobFactory.off({ id: 'by-hand-id', name: 'by hand' });
byHand.schedule = { ...byHand.schedule, kind: 'none' };

const detail = 'the job requires that all its checks are ok: db failed';
const answers = {
  'GET /api/session': { principal: 'token:admin', role: 'admin', expiresAt: null },
  'GET /api/jobs': { jobs: [hourly, weekly, guarded, byHand], nextCursor: null },
  'GET /api/jobs/upcoming': { runs: [] },
  'PUT /api/jobs/hourly-id/schedule': () => json(hourly),
  'PUT /api/jobs/weekly-id/schedule': () => json(weekly),
  'PUT /api/jobs/guarded-id/schedule': () => refuse(409, detail),
};

const bar = () => screen.getByRole('region', { name: 'Selected jobs' });
const offers = () =>
  within(bar())
    .getAllByRole('button')
    .map(button => button.textContent);

it('offers what can be done to the schedules of those that are selected', async () => {
  serve(answers);
  const { user, container } = await showApp('/jobs');
  await user.click(await screen.findByRole('checkbox', { name: 'Select by hand' }));
  expect(offers()).toEqual(['Clear selection']);
  await user.click(screen.getByRole('checkbox', { name: 'Select all that are shown' }));
  expect(bar()).toHaveTextContent('4 jobs selected');
  expect(offers()).toEqual(['Switch off 1 schedule', 'Switch on 2 schedules', 'Clear selection']);
  await expectAccessible(container);
  await user.click(within(bar()).getByRole('button', { name: 'Clear selection' }));
  expect(screen.queryByRole('region', { name: 'Selected jobs' })).toBeNull();
});

it('switches each with a call of its own, and tells once what came of it', async () => {
  const calls = serve(answers);
  const { user } = await showApp('/jobs');
  await user.click(await screen.findByRole('checkbox', { name: 'Select all that are shown' }));
  await user.click(within(bar()).getByRole('button', { name: 'Switch on 2 schedules' }));
  const told = `1 schedule switched on. 1 refused: ${detail} (guarded).`;
  expect(await screen.findByText(told)).toBeVisible();
  const sent = calls.filter(call => call.method === 'PUT');
  expect(sent.map(call => new URL(call.url).pathname)).toEqual([
    '/api/jobs/weekly-id/schedule',
    '/api/jobs/guarded-id/schedule',
  ]);
  expect(await sent[0]?.json()).toEqual({ ...weekly.schedule, active: true });
  expect(sent.map(call => new URL(call.url).searchParams.get('version'))).toEqual(['2', '2']);
  // What was refused can be tried again.
  expect(bar()).toHaveTextContent('4 jobs selected');
});

it('is done with the selection once all went well', async () => {
  const calls = serve(answers);
  const { user } = await showApp('/jobs');
  // By keys alone.
  (await screen.findByRole('checkbox', { name: 'Select hourly' })).focus();
  await user.keyboard(' ');
  within(bar()).getByRole('button', { name: 'Switch off 1 schedule' }).focus();
  await user.keyboard('{Enter}');
  expect(await screen.findByText('1 schedule switched off.')).toBeVisible();
  const sent = calls.find(call => call.method === 'PUT');
  expect(await sent?.json()).toMatchObject({ active: false });
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Selected jobs' })).toBeNull());
});

it('overwrites nothing that others changed meanwhile, and can be tried again', async () => {
  const type = '/problems/version-conflict';
  let listed = [hourly, weekly];
  const put = (request: Request) => {
    const version = Number(new URL(request.url).searchParams.get('version'));
    if (version === 3) return json({ ...weekly, version: 4 });
    // It was changed by somebody else, and read by nobody here.
    listed = [hourly, { ...weekly, version: 3 }];
    return refuse(409, 'the job has version 3 by now', { type });
  };
  const calls = serve({
    ...answers,
    'GET /api/jobs': () => json({ jobs: listed, nextCursor: null }),
    'PUT /api/jobs/weekly-id/schedule': put,
  });
  const { user } = await showApp('/jobs');
  await user.click(await screen.findByRole('checkbox', { name: 'Select weekly' }));
  await user.click(within(bar()).getByRole('button', { name: 'Switch on 1 schedule' }));
  expect(await screen.findByText('No schedule was switched on')).toBeVisible();
  expect(screen.getByText(/somebody changed it meanwhile: look at it .* \(weekly\)/)).toBeVisible();
  const again = within(bar()).getByRole('button', { name: 'Switch on 1 schedule' });
  await waitFor(() => expect(again).toBeEnabled());
  await user.click(again);
  expect(await screen.findByText('1 schedule switched on.')).toBeVisible();
  const sent = calls.filter(call => call.method === 'PUT');
  expect(sent.map(call => new URL(call.url).searchParams.get('version'))).toEqual(['2', '3']);
});

it('does nothing to what has left the list', async () => {
  let listed = [hourly, guarded];
  const calls = serve({
    ...answers,
    'GET /api/jobs': () => json({ jobs: listed, nextCursor: null }),
    'PUT /api/jobs/guarded-id/schedule': () => {
      listed = [hourly];
      return refuse(409, detail);
    },
  });
  const { user } = await showApp('/jobs');
  await user.click(await screen.findByRole('checkbox', { name: 'Select all that are shown' }));
  await user.click(within(bar()).getByRole('button', { name: 'Switch on 1 schedule' }));
  await waitFor(() => expect(bar()).toHaveTextContent('1 job selected'));
  expect(offers()).toEqual(['Switch off 1 schedule', 'Clear selection']);
  expect(calls.filter(call => call.method === 'PUT')).toHaveLength(1);
});
