import { fireEvent, screen, within } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { expectAccessible } from '../../../test/axe';
import { show } from '../../../test/render';
import { BlackoutRows } from './BlackoutRows';
import { blackoutRow } from './blackout-rows';
import { CheckRows } from './CheckRows';
import { checkRow } from './check-rows';
import { blank, type Form, request } from './form';
import type { PartProps } from './part';
import { validate } from './validate';

interface Props {
  readonly part: (props: PartProps) => React.ReactNode;
  readonly first: Partial<Form>;
  readonly onForm: (form: Form) => void;
}

/** One part of the editor, in which all that is wrong is told at once. */
function Editing({ part: Part, first, onForm }: Props) {
  const [form, setForm] = useState<Form>({ ...blank(), timezone: 'Europe/Berlin', ...first });
  const change = (some: Partial<Form>) => {
    const next = { ...form, ...some };
    onForm(next);
    setForm(next);
  };
  return <Part form={form} errors={validate(form)} change={change} />;
}

async function edit(part: Props['part'], first: Partial<Form> = {}) {
  let form = blank();
  const onForm = (next: Form) => (form = next);
  const view = await show(<Editing part={part} first={first} onForm={onForm} />);
  return { ...view, saved: () => request(form) };
}

const group = (name: string) => within(screen.getByRole('group', { name }));
const db = { ...checkRow(), name: 'a $ b', host: 'db', port: 5432 };

it('adds a check of several lines, beside those that are there', async () => {
  const { user, saved, container } = await edit(CheckRows, { checks: [db] });
  await user.click(screen.getByRole('button', { name: 'Add a check' }));
  const added = group('check 2');
  expect(added.getByLabelText('Name')).toHaveFocus();
  await user.paste('a command');
  await user.selectOptions(added.getByLabelText('Kind'), 'Command');
  expect(added.queryByLabelText('Host')).toBeNull();
  await user.click(added.getByLabelText('Command'));
  await user.paste('set -e\ntest -w /srv');
  await expectAccessible(container);
  expect(saved().checks).toEqual([
    { name: 'a $ b', kind: 'tcp', host: 'db', port: 5432, timeoutSeconds: 10 },
    { name: 'a command', kind: 'command', command: 'set -e\ntest -w /srv', timeoutSeconds: 10 },
  ]);
});

it('says of a check what is wrong beside its field, and takes one away', async () => {
  const { user, saved, container } = await edit(CheckRows, { checks: [db] });
  await user.click(screen.getByRole('button', { name: 'Add a check' }));
  expect(group('check 2').getByLabelText('Host')).toHaveAccessibleDescription('Say which host');
  expect(group('check 1').getByLabelText('Host')).toBeValid();
  await expectAccessible(container);
  await user.click(screen.getByRole('button', { name: 'Remove check 1' }));
  expect(screen.getByRole('button', { name: 'Add a check' })).toHaveFocus();
  expect(group('check 1').getByLabelText('Name')).toHaveValue('');
  expect(saved().checks).toHaveLength(1);
});

it('leaves the fields of a row to it when another is taken away', async () => {
  const { user } = await edit(BlackoutRows, { blackouts: [blackoutRow(), blackoutRow()] });
  await user.click(screen.getByRole('button', { name: 'Add a blackout' }));
  const [second, third] = [group('blackout 2'), group('blackout 3')].map(row =>
    row.getByLabelText('From'),
  );
  await user.click(screen.getByRole('button', { name: 'Remove blackout 1' }));
  // Half a date stands in one, and not in its value.
  expect(group('blackout 1').getByLabelText('From')).toBe(second);
  expect(group('blackout 2').getByLabelText('From')).toBe(third);
  await user.click(screen.getByRole('button', { name: 'Remove blackout 2' }));
  await user.click(screen.getByRole('button', { name: 'Add a blackout' }));
  expect(group('blackout 1').getByLabelText('From')).toBe(second);
  expect(group('blackout 2').getByLabelText('From')).not.toBe(third);
});

it('chooses the weekdays of a blackout', async () => {
  const night = { ...blackoutRow(), from: '22:00', until: '06:00', weekdays: ['6'] };
  const { user, saved, container } = await edit(BlackoutRows, { blackouts: [night] });
  const row = group('blackout 1');
  expect(row.getByRole('checkbox', { name: 'Sat' })).toBeChecked();
  expect(screen.getByRole('group', { name: 'Blackouts' })).toHaveAccessibleDescription(
    'Times that fall into them are skipped. Clock: Europe/Berlin',
  );
  await user.click(row.getByRole('checkbox', { name: 'Sun' }));
  await expectAccessible(container);
  expect(saved().schedule?.blackouts).toEqual([
    { from: '22:00', until: '06:00', weekdays: [0, 6], reason: '' },
  ]);
});

it('reads a blackout that comes once on the clocks of the job, and names them', async () => {
  const { user, saved, container } = await edit(BlackoutRows);
  await user.click(screen.getByRole('button', { name: 'Add a blackout' }));
  const row = group('blackout 1');
  await user.selectOptions(row.getByLabelText('Comes'), 'Once');
  const from = row.getByLabelText('From');
  expect(from).toHaveAccessibleDescription(/On clocks in Europe\/Berlin/);
  fireEvent.change(from, { target: { value: '2026-12-24T00:00:00' } });
  fireEvent.change(row.getByLabelText('Until'), { target: { value: '2027-03-28T02:30:00' } });
  expect(from).toHaveAccessibleDescription('2026-12-24 00:00:00 in Europe/Berlin (UTC+01:00).');
  expect(row.getByLabelText('Until')).toHaveAccessibleDescription(
    /^2027-03-28 03:00:00 in Europe\/Berlin \(UTC\+02:00\)\. The clocks are set forward/,
  );
  await expectAccessible(container);
  const window = { from: '2026-12-23T23:00:00.000Z', until: '2027-03-28T01:00:00.000Z' };
  expect(saved().schedule?.blackouts).toEqual([{ ...window, weekdays: [], reason: '' }]);
});
