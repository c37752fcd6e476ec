import { act, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { jobFactory } from '../test/factories/job';
import { showApp } from '../test/render';
import { json, refuse, serve, type Answers } from '../test/server';
import { FakeSocket } from '../test/socket';
import { session } from '../test/usual';

const job = jobFactory.on();
const at = `/api/jobs/${job.id}`;

const answers: Answers = {
  'GET /api/session': session,
  'GET /api/jobs': { jobs: [], nextCursor: null },
  'GET /api/jobs/upcoming': { runs: [] },
  [`GET ${at}`]: job,
  [`GET ${at}/runs`]: { runs: [], nextCursor: null },
  [`GET ${at}/fires`]: { fires: [], nextCursor: null },
  'POST /api/schedules/preview': { description: 'at 09:00', times: [] },
};

describe('the page of a job', () => {
  it('is read again for what happens to this job, and for nothing else', async () => {
    const calls = serve(answers);
    await showApp(`/jobs/${job.id}`);
    await screen.findByRole('heading', { level: 1, name: 'nightly' });
    const reads = () => calls.filter(({ url }) => new URL(url).pathname === at).length;
    const socket = FakeSocket.last;
    act(() => socket.accept());
    const id = socket.asked('jobs');
    const tell = (jobId: string) =>
      act(() => socket.tell({ type: 'event', id, event: 'job.changed', data: { jobId } }));
    const before = reads();
    tell('another');
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(reads()).toBe(before);
    tell(job.id);
    await waitFor(() => expect(reads()).toBe(before + 1));
  });

  it('stays when the job could not be deleted', async () => {
    serve({ ...answers, [`DELETE ${at}`]: () => refuse(503, 'nobody is there') });
    const { user } = await showApp(`/jobs/${job.id}`);
    await user.click(await screen.findByRole('button', { name: 'More' }));
    await user.click(await screen.findByRole('menuitem', { name: 'Delete…' }));
    const dialog = await screen.findByRole('dialog', { name: 'Delete nightly?' });
    serve({
      ...answers,
      [`DELETE ${at}`]: () => refuse(503, 'nobody is there'),
      // What was read of it is all that there is to show.
      [`GET ${at}`]: () => refuse(503, 'nobody is there'),
    });
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await screen.findByText('The job was not deleted')).toBeVisible();
    await user.click(within(dialog).getByRole('button', { name: 'Keep it' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    // Whatever draws the page again.
    act(() => FakeSocket.last.accept());
    expect(screen.getByRole('heading', { level: 1, name: 'nightly' })).toBeVisible();
  });
});

describe('the form of a job', () => {
  const cases = [
    ['was deleted', () => refuse(404, 'no such job'), 'There is no such job'],
    ['cannot be read', () => refuse(500, 'the log says what'), 'The job cannot be shown'],
  ] as const;

  it.each(cases)('is not filled from what was known of one that %s', async (_, read, told) => {
    let answer = () => json(job);
    serve({ ...answers, [`GET ${at}`]: () => answer() });
    const { user } = await showApp(`/jobs/${job.id}`);
    const edit = await screen.findByRole('link', { name: 'Edit' });
    await screen.findByRole('heading', { level: 1, name: 'nightly' });
    answer = read;
    await user.click(edit);
    expect(await screen.findByText(told, undefined, { timeout: 5_000 })).toBeVisible();
    expect(screen.queryByRole('textbox', { name: /Command/ })).toBeNull();
    if (told === 'There is no such job') return;
    answer = () => json(job);
    await user.click(screen.getByRole('button', { name: 'Try again' }));
    const command = await screen.findByRole('textbox', { name: /Command/ });
    // From then on nothing takes it away.
    answer = read;
    await user.type(command, '!');
    act(() => FakeSocket.last.accept());
    const id = FakeSocket.last.asked('jobs');
    act(() => FakeSocket.last.tell({ type: 'subscribed', id }));
    await new Promise(resolve => setTimeout(resolve, 100));
    expect(command).toHaveValue('backup --all!');
    expect(command).toBeVisible();
  });
});
