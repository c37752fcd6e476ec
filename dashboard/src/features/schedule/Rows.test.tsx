import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { show } from '../../test/render';
import { type Row, row } from './form';
import { Rows } from './Rows';

function Editing() {
  const [rows, setRows] = useState<Row[]>([row('team', 'ops')]);
  return (
    <Rows title="Labels" one="label" field="labels" rows={rows} errors={{}} onChange={setRows} />
  );
}

it('leads into a row that is added, and from one that is removed to what adds them', async () => {
  const { user } = await show(<Editing />);
  const add = screen.getByRole('button', { name: 'Add a label' });
  await user.click(add);
  expect(screen.getByLabelText('Name of label 2')).toHaveFocus();
  await user.keyboard('rack');
  expect(screen.getByLabelText('Name of label 2')).toHaveValue('rack');
  await user.click(screen.getByRole('button', { name: 'Remove label 1' }));
  expect(add).toHaveFocus();
  expect(screen.getByLabelText('Name of label 1')).toHaveValue('rack');
});
