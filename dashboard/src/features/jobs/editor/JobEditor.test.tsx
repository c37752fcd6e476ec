import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { toJob } from '../../../api/jobs';
import { Link } from '../../../components/LinkButton';
import { expectAccessible } from '../../../test/axe';
import { jobFactory } from '../../../test/factories/job';
import { show } from '../../../test/render';
import { json, refuse, serve } from '../../../test/server';
import { blank } from './form';
import { JobEditor } from './JobEditor';
import { validate } from './validate';

const job = jobFactory.on();
const preview = { description: 'at 09:00', times: [] };

async function edit(save: () => Response) {
  const calls = serve({
    'POST /api/schedules/preview': preview,
    [`PUT /api/jobs/${job.id}`]: save,
  });
  const onSaved = vi.fn();
  const view = await show(
    <>
      <JobEditor job={toJob(job)} onSaved={onSaved} onCancel={vi.fn()} />
      <Link to="/jobs">away</Link>
    </>,
  );
  return { ...view, calls, onSaved };
}

describe('JobEditor', () => {
  it('goes to what the server refuses, and says so beside the button', async () => {
    const errors = [{ field: 'task.priority', message: 'is too high' }];
    const { user, container } = await edit(() => refuse(400, 'wrong', { errors }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText('Priority')).toHaveFocus());
    expect(screen.getByRole('alert')).toHaveTextContent('Not saved: 1 field above needs');
    await expectAccessible(container);
  });

  it('goes to what it sees to be wrong, and asks nobody', async () => {
    const { user, calls } = await edit(() => json(job));
    const labels = screen.getByLabelText('Labels');
    await user.type(labels, 'no value');
    await user.clear(screen.getByLabelText(/^Name/));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText(/^Name/)).toHaveFocus());
    expect(calls.filter(call => call.method === 'PUT')).toEqual([]);
  });

  it('asks before changes are lost', async () => {
    const { user } = await edit(() => json(job));
    await user.type(screen.getByLabelText(/^Name/), '2');
    await user.click(screen.getByRole('link', { name: 'away' }));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(screen.getByLabelText(/^Name/)).toHaveValue('nightly2');
    await user.click(screen.getByRole('link', { name: 'away' }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(await screen.findByText('elsewhere')).toBeVisible();
  });

  it('asks nothing once they are saved', async () => {
    const { user, onSaved } = await edit(() => json(job));
    await user.type(screen.getByLabelText(/^Name/), '2');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    await user.click(screen.getByRole('link', { name: 'away' }));
    expect(await screen.findByText('elsewhere')).toBeVisible();
  });
});

it('takes no year that no time can have', () => {
  const form = { ...blank(), name: 'x' };
  expect(validate({ ...form, startsAt: '2027-01-01T00:00' })).toEqual({});
  expect(validate({ ...form, endsAt: '9999-12-31T23:59' })).toHaveProperty('endsAt');
  expect(validate({ ...form, kind: 'once', at: '10000-01-01T00:00' })).toHaveProperty('at');
});
