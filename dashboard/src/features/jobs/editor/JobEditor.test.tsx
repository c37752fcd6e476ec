import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { toJob } from '../../../api/jobs';
import { Link } from '../../../components/LinkButton';
import { expectAccessible } from '../../../test/axe';
import { jobFactory } from '../../../test/factories/job';
import { show } from '../../../test/render';
import { json, refuse, serve } from '../../../test/server';
import { JobEditor } from './JobEditor';

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

  it('tells which version it made, and when it made none', async () => {
    const { user } = await edit(() => json({ ...job, version: job.version + 1 }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText(`Saved as version ${job.version + 1}`)).toBeVisible();
    cleanup();
    const again = await edit(() => json(job));
    await again.user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Nothing changed')).toBeVisible();
  });

  it('asks nothing once they are saved', async () => {
    const { user, onSaved } = await edit(() => json(job));
    await user.type(screen.getByLabelText(/^Name/), '2');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(onSaved).toHaveBeenCalled());
    await user.click(screen.getByRole('link', { name: 'away' }));
    expect(await screen.findByText('elsewhere')).toBeVisible();
  });

  it('says of the name that it is taken, and goes to it', async () => {
    const taken = { type: '/problems/name-taken' };
    const { user, container } = await edit(() => refuse(409, 'another job has it', taken));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const name = screen.getByLabelText(/^Name/);
    await waitFor(() => expect(name).toHaveFocus());
    expect(name).toHaveAccessibleDescription('Another job has this name');
    expect(screen.queryByText(/above the form/)).toBeNull();
    await expectAccessible(container);
  });

  it('goes to what is told above the form', async () => {
    const { user, container } = await edit(() => refuse(503, 'the store is away'));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const alert = (await screen.findByText('the store is away')).closest('[role=alert]');
    await waitFor(() => expect(alert).toHaveFocus());
    await expectAccessible(container);
  });

  it('leaves a number as it is typed, and says what it may be', async () => {
    const { user, calls } = await edit(() => json(job));
    const priority = screen.getByLabelText('Priority');
    await user.clear(priority);
    await user.type(priority, '99999');
    await user.tab();
    expect(priority).toHaveValue('99999');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(priority).toHaveAccessibleDescription('Must be between -1,000 and 1,000');
    expect(calls.filter(call => call.method === 'PUT')).toEqual([]);
  });

  it('marks the fields that its next times cannot be told for', async () => {
    const errors = [
      { field: 'schedule.timezone', message: 'is no IANA time zone' },
      { field: 'schedule.expressions[0]', message: 'never fires' },
    ];
    serve({ 'POST /api/schedules/preview': () => refuse(400, 'wrong', { errors }) });
    const { container } = await show(
      <JobEditor job={toJob(job)} onSaved={vi.fn()} onCancel={vi.fn()} />,
    );
    const zone = screen.getByRole('combobox', { name: 'Time zone' });
    await waitFor(() => expect(zone).toBeInvalid());
    expect(screen.getByLabelText('Expressions')).toHaveAccessibleDescription(/^Never fires/);
    expect(screen.getByText(/stands beside its fields/)).toBeVisible();
    expect(screen.queryByText(/^Not saved/)).toBeNull();
    await expectAccessible(container);
  });

  it('marks the blackout that is meant, also where one before it is not written yet', async () => {
    const errors = [{ field: 'schedule.blackouts[0].until', message: 'is too late' }];
    serve({ 'POST /api/schedules/preview': () => refuse(400, 'wrong', { errors }) });
    const night = { from: '22:00', until: '06:00', weekdays: [], reason: '' };
    const schedule = { ...job.schedule, blackouts: [{ ...night, until: '' }, night] };
    const stored = toJob(jobFactory.on({ schedule }));
    await show(<JobEditor job={stored} onSaved={vi.fn()} onCancel={vi.fn()} />);
    const until = (name: string) =>
      within(screen.getByRole('group', { name })).getByLabelText('Until');
    await waitFor(() => expect(until('blackout 2')).toBeInvalid());
    expect(until('blackout 1')).toBeValid();
  });

  it('shows of a job that runs by hand nothing that means something to schedules alone', async () => {
    const { user, calls } = await edit(() => json(job));
    await user.click(screen.getByRole('radio', { name: 'Interval' }));
    expect(screen.queryByLabelText('When the clock is set back')).toBeNull();
    expect(screen.getByRole('combobox', { name: 'Time zone' })).toBeVisible();
    await user.click(screen.getByRole('radio', { name: 'By hand' }));
    for (const name of ['Time zone', 'Schedule on', 'Not before', 'Jitter in seconds']) {
      expect(screen.queryByLabelText(name)).toBeNull();
    }
    expect(screen.queryByRole('heading', { name: 'Next times' })).toBeNull();
    expect(screen.getByLabelText('While a run has not ended')).toBeVisible();
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const sent = calls.find(call => call.method === 'PUT');
    expect(await sent?.json()).toMatchObject({
      schedule: { kind: 'none', timezone: 'Europe/Berlin' },
    });
  });

  it('hides nothing that is wrong', async () => {
    const { user, calls } = await edit(() => json(job));
    const jitter = screen.getByLabelText('Jitter in seconds');
    await user.clear(jitter);
    await user.click(screen.getByRole('radio', { name: 'By hand' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.getByLabelText('Jitter in seconds')).toHaveFocus());
    expect(calls.filter(call => call.method === 'PUT')).toEqual([]);
    // Nor while it is mended.
    await user.keyboard('10');
    expect(screen.getByLabelText('Jitter in seconds')).toHaveValue('10');
    expect(screen.getByLabelText('Jitter in seconds')).toHaveFocus();
    await user.click(screen.getByRole('radio', { name: 'Cron' }));
    await user.click(screen.getByRole('radio', { name: 'By hand' }));
    expect(screen.queryByLabelText('Jitter in seconds')).toBeNull();
  });

  it('hides no zone that the server refuses, nor while it is mended', async () => {
    const errors = [{ field: 'schedule.timezone', message: 'is no IANA time zone' }];
    const { user } = await edit(() => refuse(400, 'wrong', { errors }));
    await user.click(screen.getByRole('radio', { name: 'By hand' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const zone = await screen.findByRole('combobox', { name: 'Time zone' });
    await waitFor(() => expect(zone).toHaveFocus());
    await user.clear(zone);
    await user.keyboard('UTC');
    expect(screen.getByRole('combobox', { name: 'Time zone' })).toHaveValue('UTC');
    expect(zone).toHaveFocus();
  });

  it('asks for no next times with what is no number, and says what is wrong', async () => {
    const { user, calls } = await edit(() => json(job));
    await user.click(screen.getByRole('radio', { name: 'Calendar' }));
    const years = screen.getByLabelText('Years');
    await user.type(years, 'soon');
    expect(years).toHaveAccessibleDescription('Must be years, such as 2027, 2028');
    expect(screen.getByText(/stands beside its fields/)).toBeVisible();
    const minutes = screen.getByLabelText('Other minutes');
    await user.type(minutes, '77');
    expect(minutes).toHaveAccessibleDescription('Must be 0 to 59, such as 7, 22');
    // Longer than it waits for the next key.
    await new Promise(resolve => setTimeout(resolve, 400));
    const asked = await Promise.all(calls.map(call => call.text()));
    expect(asked.filter(text => /"(years|minutes)":\[[^\]]*(null|77)/.test(text))).toEqual([]);
    await user.clear(minutes);
    await user.clear(years);
    await user.type(years, '2027');
    expect(years).toBeValid();
    await waitFor(() => expect(screen.getByText('at 09:00')).toBeVisible());
  });
});
