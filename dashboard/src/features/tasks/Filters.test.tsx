import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { show } from '../../test/render';
import { Filters } from './Filters';

it('says what keeps a text from being a label', async () => {
  const onChange = vi.fn();
  const { user } = await show(<Filters search={{}} onChange={onChange} workers={[]} />);
  await user.click(screen.getByRole('button', { name: 'Filters' }));
  const label = await screen.findByLabelText('Label');
  await user.type(label, 'team{Enter}');
  expect(label).toBeInvalid();
  expect(screen.getByText('The value is missing: team=…')).toBeVisible();
  expect(onChange).not.toHaveBeenCalled();
  await user.type(label, '=data');
  expect(label).toBeValid();
  await user.keyboard('{Enter}');
  expect(onChange).toHaveBeenCalledWith({ label: ['team=data'] });
  await user.type(label, '=x{Enter}');
  expect(screen.getByText('The name is missing: …=x')).toBeVisible();
});
