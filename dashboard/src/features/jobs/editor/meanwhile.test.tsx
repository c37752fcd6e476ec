import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { LiveConnection } from '../../../live/connection';
import { expectAccessible } from '../../../test/axe';
import { jobFactory } from '../../../test/factories/job';
import { showApp } from '../../../test/render';
import { json, refuse, serve, type Answers } from '../../../test/server';

const job = jobFactory.on({ version: 2 });
const at = `/api/jobs/${job.id}`;
const broken = jobFactory.broken({ version: 3 });

const version = (number: number, editedBy: string) => ({
  ...job,
  version: number,
  validFrom: job.updatedAt,
  editedBy,
});

/** The job, which others change while its form is open. */
async function editing() {
  let stored = job;
  const put = (request: Request) => {
    const sent = Number(new URL(request.url).searchParams.get('version'));
    if (sent === stored.version) return json({ ...stored, version: stored.version + 1 });
    const type = '/problems/version-conflict';
    return refuse(409, `the job has version ${stored.version} by now`, { type });
  };
  const answers: Answers = {
    'GET /api/session': { principal: 'token:admin', role: 'admin', expiresAt: null },
    [`GET ${at}`]: () => json(stored),
    [`GET ${at}/versions`]: {
      versions: [version(4, 'token:ann'), version(3, 'system:breaker'), version(2, 'token:bob')],
      nextCursor: null,
    },
    [`GET ${at}/runs`]: { runs: [], nextCursor: null },
    [`GET ${at}/fires`]: { fires: [], nextCursor: null },
    'POST /api/schedules/preview': { description: 'at 09:00', times: [] },
    [`PUT ${at}`]: put,
  };
  const calls = serve(answers);
  const subscriptions: Parameters<LiveConnection['subscribe']>[0][] = [];
  const subscribe = (listener: (typeof subscriptions)[number]) => {
    subscriptions.push(listener);
    return () => undefined;
  };
  vi.spyOn(LiveConnection.prototype, 'subscribe').mockImplementation(subscribe);
  const view = await showApp(`/jobs/${job.id}/edit`);
  const command = await screen.findByRole('textbox', { name: /Command/ });
  const change = (to: typeof job) => {
    stored = to;
  };
  /** As the gateway tells that something happened to a job. */
  const tell = (jobId: string) => {
    const event = { topic: 'jobs', event: 'job.changed', seq: 1, time: '', data: { jobId } };
    for (const listener of subscriptions) listener.onEvent?.(event);
  };
  const sent = () => calls.filter(call => call.method === 'PUT');
  const reads = () => calls.filter(call => new URL(call.url).pathname === at);
  return { ...view, command, change, tell, sent, reads };
}

const save = () => screen.getByRole('button', { name: 'Save' });
const conflict = () => screen.findByRole('alert', { name: /^Not saved: the job was changed/ });

describe('a job that others change while its form is open', () => {
  it('is not overwritten: it says by whom it was changed, and keeps what was typed', async () => {
    const { user, command, change, sent, container } = await editing();
    await user.type(command, ' more');
    change(broken);
    await user.click(save());
    const alert = await conflict();
    expect(new URL(sent()[0]?.url ?? '').searchParams.get('version')).toBe('2');
    expect(alert).toHaveTextContent('It is version 3 by now');
    await waitFor(() => expect(alert).toHaveTextContent('set by system:breaker; its schedule is'));
    expect(alert).toHaveTextContent('overwrites what was changed');
    expect(alert).toHaveFocus();
    expect(command).toHaveValue('backup --all more');
    // Typing goes on beside it.
    await user.type(command, '!');
    expect(alert).toBeVisible();
    await expectAccessible(container);
  });

  it('is saved over when that is wanted, but what the breaker switched off stays off', async () => {
    const { user, command, change, sent } = await editing();
    await user.type(command, ' more');
    change(broken);
    await user.click(save());
    await user.click(within(await conflict()).getByRole('button', { name: 'Save over it' }));
    expect(await screen.findByText('Saved as version 4')).toBeVisible();
    const last = sent().at(-1);
    expect(new URL(last?.url ?? '').searchParams.get('version')).toBe('3');
    expect(await last?.json()).toMatchObject({
      task: { command: 'backup --all more' },
      schedule: broken.schedule,
    });
  });

  it('is not saved over a change that nobody was told of', async () => {
    const { user, command, change } = await editing();
    await user.type(command, ' more');
    change(broken);
    await user.click(save());
    const over = within(await conflict()).getByRole('button', { name: 'Save over it' });
    change(jobFactory.on({ version: 4 }));
    await user.click(over);
    await waitFor(async () => expect(await conflict()).toHaveTextContent('version 4 by now'));
    expect(command).toHaveValue('backup --all more');
  });

  it('is loaded as it is stored, once that is confirmed', async () => {
    const { user, command, change } = await editing();
    await user.type(command, ' more');
    change(jobFactory.on({ version: 3, task: { ...job.task, command: 'theirs' } }));
    await user.click(save());
    const load = within(await conflict()).getByRole('button', { name: 'Load what is stored' });
    await user.click(load);
    await user.click(await screen.findByRole('button', { name: 'Keep what I typed' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(command).toHaveValue('backup --all more');
    await user.click(load);
    await user.click(await screen.findByRole('button', { name: 'Load it' }));
    await waitFor(() => expect(command).toHaveValue('theirs'));
    expect(screen.queryByText(/was changed meanwhile/)).toBeNull();
    await user.click(save());
    expect(await screen.findByText('Saved as version 4')).toBeVisible();
  });

  it('is told quietly as soon as it is heard of', async () => {
    const { user, command, change, tell, reads, container } = await editing();
    change(broken);
    const before = reads().length;
    tell('another');
    expect(reads()).toHaveLength(before);
    tell(job.id);
    const notice = await screen.findByRole('status', { name: 'The job was changed meanwhile' });
    expect(notice).toHaveTextContent('It is version 3 by now');
    expect(notice).toHaveTextContent('filled from version 2');
    expect(command).toHaveValue('backup --all');
    await expectAccessible(container);
    // Nothing was typed: nothing is asked.
    await user.click(within(notice).getByRole('button', { name: 'Load what is stored' }));
    await waitFor(() => expect(notice).not.toBeInTheDocument());
    expect(screen.getByRole('switch', { name: /Schedule on/ })).not.toBeChecked();
  });
});
