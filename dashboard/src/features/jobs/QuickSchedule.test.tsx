import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { jobFactory } from '../../test/factories/job';
import { showApp } from '../../test/render';
import { json, serve, type Answers } from '../../test/server';

const job = jobFactory.on();
const answers: Answers = {
  'GET /api/session': { principal: 'token:admin', role: 'admin', expiresAt: null },
  'GET /api/jobs': { jobs: [job], nextCursor: null },
  'GET /api/jobs/upcoming': { runs: [] },
  [`PUT /api/jobs/${job.id}/schedule`]: () => json(job),
};

const sent = (calls: readonly Request[]) => calls.filter(call => call.method === 'PUT');

it('asks before it replaces a schedule that somebody wrote', async () => {
  const calls = serve(answers);
  const { user } = await showApp('/jobs');
  const select = await screen.findByRole('combobox', { name: 'Schedule of nightly' });
  const written = `As set: ${job.scheduleText}`;
  expect(select).toHaveDisplayValue(written);
  await user.selectOptions(select, 'Every 1h');
  const dialog = await screen.findByRole('dialog', { name: 'Replace the schedule?' });
  expect(dialog).toHaveTextContent(`nightly runs “${job.scheduleText}”`);
  await user.click(screen.getByRole('button', { name: 'Keep it' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(select).toHaveDisplayValue(written);
  expect(sent(calls)).toEqual([]);

  await user.selectOptions(select, 'Every 1h');
  await user.click(await screen.findByRole('button', { name: 'Replace it: Every 1h' }));
  await waitFor(() => expect(sent(calls)).toHaveLength(1));
  expect(await sent(calls)[0]?.json()).toMatchObject({ kind: 'interval', seconds: 3_600 });
});

it('switches it off without a word: it stays in the menu', async () => {
  const calls = serve(answers);
  const { user } = await showApp('/jobs');
  const select = await screen.findByRole('combobox', { name: 'Schedule of nightly' });
  await user.selectOptions(select, 'Off');
  await waitFor(() => expect(sent(calls)).toHaveLength(1));
  expect(await sent(calls)[0]?.json()).toMatchObject({ kind: 'cron', active: false });
});
