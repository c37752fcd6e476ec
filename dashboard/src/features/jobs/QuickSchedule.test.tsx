import { screen, waitFor } from '@testing-library/react';
import { expect, it } from 'vitest';

import { jobFactory } from '../../test/factories/job';
import { showApp } from '../../test/render';
import { json, refuse, serve, type Answers } from '../../test/server';

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

it('keeps the focus while it is saved, and takes no other choice', async () => {
  let answer: () => void = () => undefined;
  const calls = serve({
    ...answers,
    [`PUT /api/jobs/${job.id}/schedule`]: async () => {
      await new Promise<void>(resolve => (answer = resolve));
      return json(job);
    },
  });
  const { user } = await showApp('/jobs');
  const select = await screen.findByRole('combobox', { name: 'Schedule of nightly' });
  select.focus();
  await user.selectOptions(select, 'Off');
  await waitFor(() => expect(select).toHaveAttribute('aria-busy', 'true'));
  expect(select).toHaveFocus();
  expect(select).toBeEnabled();
  await user.selectOptions(select, 'Every 1h');
  expect(screen.queryByRole('dialog')).toBeNull();
  answer();
  await waitFor(() => expect(select).toHaveAttribute('aria-busy', 'false'));
  expect(select).toHaveFocus();
  expect(sent(calls)).toHaveLength(1);
});

it('overwrites nothing that others changed meanwhile', async () => {
  const type = '/problems/version-conflict';
  let listed = job;
  const calls = serve({
    ...answers,
    'GET /api/jobs': () => json({ jobs: [listed], nextCursor: null }),
    [`PUT /api/jobs/${job.id}/schedule`]: () => {
      listed = jobFactory.off({ version: 3 });
      return refuse(409, 'the job has version 3 by now', { type });
    },
  });
  const { user } = await showApp('/jobs');
  const select = await screen.findByRole('combobox', { name: 'Schedule of nightly' });
  await user.selectOptions(select, 'Off');
  await waitFor(() => expect(select).toHaveAccessibleDescription(/^somebody changed it meanwhile/));
  expect(new URL(sent(calls)[0]?.url ?? '').searchParams.get('version')).toBe('2');
  await waitFor(() => expect(select).toHaveDisplayValue('Off'));
});
