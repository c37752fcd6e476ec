import { fireEvent, screen, waitFor } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';

import { expectAccessible } from '../../test/axe';
import * as zones from '../../components/zones';
import { Link } from '../../components/LinkButton';
import { show } from '../../test/render';
import { refuse, serve } from '../../test/server';
import { initial } from './form';
import { SchedulePage } from './SchedulePage';

describe('SchedulePage', () => {
  it('wants a command before it asks', async () => {
    const calls = serve({});
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(screen.getByLabelText(/^Command/)).toBeInvalid();
    expect(calls).toEqual([]);
    await expectAccessible(container);
  });

  it('puts what the gateway refuses beside its field, and the rest above', async () => {
    serve({
      'POST /api/tasks': () =>
        refuse(400, 'wrong', {
          errors: [
            { field: 'priority', message: 'must be between -1000 and 1000' },
            { field: 'metadata', message: 'must be at most 65536 bytes' },
            { field: 'tasks', message: 'must be one' },
          ],
        }),
    });
    const first = { ...initial, command: 'echo hello' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(await screen.findByText('Must be between -1000 and 1000')).toBeVisible();
    expect(screen.getByLabelText('Priority')).toBeInvalid();
    expect(screen.getByText('Must be at most 65536 bytes')).toBeVisible();
    expect(screen.getByLabelText('Metadata')).toBeInvalid();
    expect(screen.getByText('tasks must be one')).toBeVisible();
  });

  it('tells of metadata that is no JSON once the field is left, and tidies what is', async () => {
    serve({});
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    await user.click(screen.getByRole('button', { name: /metadata$/ }));
    const metadata = screen.getByLabelText('Metadata');
    await user.click(metadata);
    await user.paste('{"ticket":');
    expect(metadata).toBeValid();
    await user.tab();
    expect(metadata).toBeInvalid();
    await user.click(metadata);
    await user.paste('7}');
    await user.tab();
    expect(metadata).toHaveValue('{\n  "ticket": 7\n}');
    await expectAccessible(container);
  });

  it('hands in under the key that was typed', async () => {
    const keys: (string | null)[] = [];
    serve({
      'POST /api/tasks': request => {
        keys.push(request.headers.get('idempotency-key'));
        return refuse(503, 'away');
      },
    });
    const first = { ...initial, command: 'echo hello', idempotencyKey: 'order-7' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('away');
    expect(keys).toEqual(['order-7']);
  });

  it('hands in once what was not answered the first time', async () => {
    let tries = 0;
    const keys: (string | null)[] = [];
    serve({
      'POST /api/tasks': request => {
        keys.push(request.headers.get('idempotency-key'));
        tries += 1;
        return refuse(503, `try ${tries}`);
      },
    });
    const first = { ...initial, command: 'echo hello' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('try 1');
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('try 2');
    expect(keys[0]).not.toBeNull();
    expect(keys[1]).toBe(keys[0]);
  });

  it('goes to the first field with an error, also when the gateway finds it', async () => {
    const errors = [{ field: 'priority', message: 'is too high' }];
    serve({ 'POST /api/tasks': () => refuse(400, 'wrong', { errors }) });
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    const button = screen.getByRole('button', { name: 'Schedule' });
    await user.click(button);
    const command = screen.getByLabelText(/^Command/);
    await waitFor(() => expect(command).toHaveFocus());
    expect(screen.getByRole('alert')).toHaveTextContent('Not scheduled: 1 field above needs');
    await user.type(command, 'true');
    expect(screen.queryByRole('alert')).toBeNull();
    await user.click(button);
    await waitFor(() => expect(screen.getByLabelText('Priority')).toHaveFocus());
    expect(screen.getByRole('alert')).toHaveTextContent('1 field above needs another look');
    await expectAccessible(container);
  });

  it('is left without a word only when nothing would be lost', async () => {
    serve({ 'POST /api/tasks': () => refuse(503, 'away') });
    const ui = (
      <>
        <SchedulePage first={initial} copy={false} />
        <Link to="/tasks">away</Link>
      </>
    );
    const { user } = await show(ui);
    await user.type(screen.getByLabelText(/^Command/), 'true');
    await user.click(screen.getByRole('link', { name: 'away' }));
    await user.click(await screen.findByRole('button', { name: 'Stay' }));
    expect(screen.getByLabelText(/^Command/)).toHaveValue('true');
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    await user.click(screen.getByRole('link', { name: 'away' }));
    await user.click(await screen.findByRole('button', { name: 'Leave' }));
    expect(await screen.findByText('elsewhere')).toBeVisible();
  });

  it('says which moment a time is, and that the clocks leave it out or show it twice', async () => {
    serve({});
    vi.spyOn(zones, 'zoneHere').mockReturnValue('America/New_York');
    const first = { ...initial, when: 'at' as const, at: '2027-03-14T02:30' };
    const { container } = await show(<SchedulePage first={first} copy={false} />);
    const field = screen.getByLabelText('Date and time', { selector: '[type=datetime-local]' });
    expect(field).toHaveAccessibleDescription(
      /^2027-03-14 03:00:00 in America\/New_York \(UTC−04:00\)\. The clocks are set forward/,
    );
    fireEvent.change(field, { target: { value: '2027-11-07T01:30' } });
    expect(field).toHaveAccessibleDescription(
      /^2027-11-07 01:30:00 in America\/New_York \(UTC−04:00\)\. The clocks are set back/,
    );
    await expectAccessible(container);
  });

  it('lets go of a form that nobody touched', async () => {
    const ui = (
      <>
        <SchedulePage first={initial} copy={false} />
        <Link to="/tasks">away</Link>
      </>
    );
    const { user } = await show(ui);
    await user.click(screen.getByRole('link', { name: 'away' }));
    expect(await screen.findByText('elsewhere')).toBeVisible();
  });

  it('has a select for the time on a phone', async () => {
    const media = window.matchMedia('');
    vi.spyOn(window, 'matchMedia').mockImplementation(query =>
      Object.assign(media, { matches: query.includes('36em') }),
    );
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    await user.selectOptions(screen.getByRole('combobox', { name: 'When' }), 'Date and time');
    expect(screen.getByLabelText('Date and time')).toBeVisible();
    expect(screen.queryByRole('radiogroup')).toBeNull();
    await expectAccessible(container);
  });
});
