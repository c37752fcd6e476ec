import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { jobFactory, runFactory } from '../../test/factories/job';
import { showApp } from '../../test/render';
import { json, refuse, serve, type Answers } from '../../test/server';
import { session } from '../../test/usual';

const job = jobFactory.on();
const at = `/api/jobs/${job.id}`;

async function open(item: string, more: Answers) {
  const calls = serve({
    'GET /api/session': session,
    [`GET ${at}`]: job,
    [`GET ${at}/runs`]: { runs: [], nextCursor: null },
    [`GET ${at}/fires`]: { fires: [], nextCursor: null },
    ...more,
  });
  const view = await showApp(`/jobs/${job.id}`);
  const choose = async () => {
    await view.user.click(await screen.findByRole('button', { name: 'More' }));
    await view.user.click(await screen.findByRole('menuitem', { name: item }));
    return within(await screen.findByRole('dialog'));
  };
  const sent = () => calls.find(call => call.method === 'POST');
  return { ...view, choose, sent, dialog: await choose() };
}

/** An answer that comes when it is wanted. */
function later() {
  let resolve: (answer: Response) => void = () => undefined;
  const promise = new Promise<Response>(take => (resolve = take));
  return { promise, resolve: (answer: Response) => resolve(answer) };
}

describe('a run with changes', () => {
  it('takes all that the API takes', async () => {
    const { user, dialog, sent } = await open('Run with changes…', {
      [`POST ${at}/run`]: () => json(runFactory(), 202),
    });
    await user.type(dialog.getByLabelText('Command'), 'backup --one');
    await user.type(dialog.getByLabelText('Environment'), 'A=2');
    await user.type(dialog.getByLabelText('Queue'), 'slow');
    await user.type(dialog.getByLabelText('Priority'), '-3');
    await user.type(dialog.getByLabelText('Timeout in seconds'), '90');
    await user.click(dialog.getByRole('button', { name: /^Labels/ }));
    await user.type(dialog.getByLabelText('Labels'), 'why=test');
    await user.type(dialog.getByLabelText('Start timeout in seconds'), '30');
    await user.type(dialog.getByLabelText('Heartbeat timeout in seconds'), '45');
    await expectAccessible(document.body);
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    expect(await screen.findByText(/A run of nightly is queued/)).toBeVisible();
    expect(await sent()?.json()).toEqual({
      command: 'backup --one',
      env: { A: '2' },
      queue: 'slow',
      priority: -3,
      timeoutSeconds: 90,
      labels: { why: 'test' },
      startTimeoutSeconds: 30,
      heartbeatTimeoutSeconds: 45,
    });
  });

  it('changes no number, and says what it may be', async () => {
    const { user, dialog, sent } = await open('Run with changes…', {});
    const priority = dialog.getByLabelText('Priority');
    await user.type(priority, '99999');
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    expect(priority).toHaveValue('99999');
    expect(priority).toHaveAccessibleDescription('Must be between -1,000 and 1,000');
    await waitFor(() => expect(priority).toHaveFocus());
    expect(sent()).toBeUndefined();
  });

  it('says beside its field what the server refuses, also in what is folded away', async () => {
    const errors = [{ field: 'labels["a b"]', message: 'must have no space' }];
    const { user, dialog } = await open('Run with changes…', {
      [`POST ${at}/run`]: () => refuse(400, 'wrong', { errors }),
    });
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    const labels = await dialog.findByLabelText('Labels');
    await waitFor(() => expect(labels).toHaveAccessibleDescription(/^“a b” must have no space/));
    await waitFor(() => expect(labels).toHaveFocus());
    // It is not folded away again while it is mended.
    await user.keyboard('a=1');
    expect(labels).toHaveValue('a=1');
    expect(labels).toBeVisible();
  });

  it('is not closed before it is known what came of it', async () => {
    const { promise, resolve } = later();
    const { user, dialog } = await open('Run with changes…', { [`POST ${at}/run`]: () => promise });
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    await user.keyboard('{Escape}');
    expect(dialog.getByText('Close', { selector: 'button *' }).closest('button')).toBeDisabled();
    resolve(refuse(409, 'a run has not ended'));
    expect(await dialog.findByText('a run has not ended')).toBeVisible();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('says in the dialog why it was refused, and no longer when it is opened again', async () => {
    const { user, dialog, choose } = await open('Run with changes…', {
      [`POST ${at}/run`]: () => refuse(409, 'a run has not ended'),
    });
    await user.click(dialog.getByRole('button', { name: 'Run' }));
    expect(await dialog.findByText('a run has not ended')).toBeVisible();
    expect(screen.getAllByText('a run has not ended')).toHaveLength(1);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect((await choose()).queryByText('a run has not ended')).toBeNull();
  });
});

describe('a duplicate', () => {
  it('says of its name that it is taken, until another is typed', async () => {
    const { user, dialog } = await open('Duplicate…', {
      [`POST ${at}/duplicate`]: () =>
        refuse(409, 'another job has the name', { type: '/problems/name-taken' }),
    });
    const name = dialog.getByLabelText('Name of the copy');
    await user.click(dialog.getByRole('button', { name: 'Duplicate' }));
    await waitFor(() => expect(name).toHaveAccessibleDescription('Another job has this name'));
    await waitFor(() => expect(name).toHaveFocus());
    expect(screen.getAllByText('Another job has this name')).toHaveLength(1);
    await expectAccessible(document.body);
    await user.type(name, '2');
    expect(name).toBeValid();
  });

  it('says of its name nothing that is wrong with something else', async () => {
    const errors = [{ field: 'labels', message: 'must be fewer' }];
    const { user, dialog } = await open('Duplicate…', {
      [`POST ${at}/duplicate`]: () => refuse(400, 'wrong', { errors }),
    });
    await user.click(dialog.getByRole('button', { name: 'Duplicate' }));
    const alert = await dialog.findByRole('alert', { name: 'It was not duplicated' });
    expect(alert).toHaveTextContent('labels must be fewer');
    await waitFor(() => expect(alert).toHaveFocus());
    expect(dialog.getByLabelText('Name of the copy')).toBeValid();
    await expectAccessible(document.body);
  });

  it('is not lost when one closes its dialog too early', async () => {
    const copy = jobFactory.off({ id: `${job.id.slice(0, -1)}b`, name: 'nightly copy' });
    const { promise, resolve } = later();
    const { user, dialog, history } = await open('Duplicate…', {
      [`POST ${at}/duplicate`]: () => promise,
    });
    await user.click(dialog.getByRole('button', { name: 'Duplicate' }));
    await user.keyboard('{Escape}');
    resolve(json(copy, 201));
    await waitFor(() => expect(history.location.pathname).toBe(`/jobs/${copy.id}`));
  });
});
