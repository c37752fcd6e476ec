import { screen } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { show } from '../../test/render';
import { Paging } from './Paging';

const rest = { partial: false, limit: 50, onLimit: vi.fn(), onNewer: null };

it.each([
  ['First 50 tasks', { shown: 50, onOlder: vi.fn(), page: 1 }],
  ['7 tasks', { shown: 7, onOlder: null, page: 1 }],
  ['50 tasks on page 2', { shown: 50, onOlder: vi.fn(), page: 2 }],
])('says %j', async (text, props) => {
  await show(<Paging {...rest} {...props} />);
  expect(screen.getByRole('status')).toHaveTextContent(new RegExp(`^${text}$`));
});
