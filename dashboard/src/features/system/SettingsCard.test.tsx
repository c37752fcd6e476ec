import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { show } from '../../test/render';
import { SettingsCard } from './SettingsCard';

const masked = { key: 'auth.admin_token', value: '***', source: 'TASKMASTER_AUTH__ADMIN_TOKEN' };
const listen = { key: 'http.listen', value: '127.0.0.1:8081', source: 'default' };
const configuration = {
  coordinator: [masked, listen, { key: 'data_dir', value: '', source: 'default' }],
  gateway: [masked, { ...listen, value: '0.0.0.0:80', source: 'flag' }],
};

const keys = () => screen.getAllByRole('rowheader').map(cell => cell.textContent);

it('tells what holds and who said so, and where the parts differ', async () => {
  const { container } = await show(<SettingsCard configuration={configuration} />);
  expect(keys()).toEqual(['auth.admin_token', 'http.listen', 'data_dir']);
  expect(screen.getByText('***')).toBeVisible();
  expect(screen.getByText('127.0.0.1:8081')).toBeVisible();
  expect(screen.getByText('0.0.0.0:80')).toBeVisible();
  await expectAccessible(container);
});

it('is cut down by words and to what was set', async () => {
  const { user, container } = await show(<SettingsCard configuration={configuration} />);
  await user.click(screen.getByLabelText('Only what was set'));
  expect(keys()).toEqual(['auth.admin_token', 'http.listen']);
  const filter = screen.getByLabelText('Filter the configuration');
  await user.type(filter, 'ADMIN');
  expect(keys()).toEqual(['auth.admin_token']);
  await user.type(filter, ' of nobody');
  expect(screen.getByText('No key is like that')).toBeVisible();
  await expectAccessible(container);
});
