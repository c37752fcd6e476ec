import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Queue } from '../../api/queues';
import { countsOf } from '../../api/stats';
import { expectAccessible } from '../../test/axe';
import { show } from '../../test/render';
import { Queues } from './Queues';

const queue = (name: string, byState: Record<string, number>, paused = false): Queue => ({
  name,
  paused,
  concurrency: name === 'mail' ? 3 : null,
  admitted: 2,
  byState: countsOf(byState),
});

it('has the busiest queue first, with a way to what it counts', async () => {
  const queues = [
    queue('calm', { completed: 900, failed: 2 }),
    queue('mail', { queued: 1_200, running: 3, waiting: 4 }, true),
    queue('done', { completed: 7 }),
  ];
  const { container } = await show(<Queues queues={queues} />);
  const rows = screen.getAllByRole('row').slice(1);
  expect(rows.map(row => within(row).getByRole('rowheader').textContent)).toEqual([
    'maillimit 2 / 3paused',
    'calm',
    'done',
  ]);
  const cells = within(rows[0] ?? container).getAllByRole('cell');
  expect(cells.map(cell => cell.textContent)).toEqual(['4', '1,200', '3', '0']);
  const due = screen.getByRole('link', { name: '1,200' });
  expect(due).toHaveAttribute('href', expect.stringContaining('queue=mail'));
  expect(due).toHaveAttribute('href', expect.stringContaining('queued'));
  await expectAccessible(container);
});

it('shows a few of many queues, and all of them when asked', async () => {
  const queues = Array.from({ length: 50 }, (_, n) => queue(`q${n}`, { queued: n }));
  const { user, container } = await show(<Queues queues={queues} />);
  expect(screen.getAllByRole('row')).toHaveLength(9);
  expect(screen.getAllByRole('rowheader')[0]).toHaveTextContent('q49');
  await user.click(screen.getByRole('button', { name: 'All 50 queues' }));
  expect(screen.getAllByRole('row')).toHaveLength(51);
  await expectAccessible(container);
});

it('says so where there is no queue', async () => {
  const { container } = await show(<Queues queues={[]} />);
  expect(screen.getByText('No queue yet')).toBeVisible();
  await expectAccessible(container);
});
