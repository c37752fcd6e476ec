import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';

import type { Fleet } from '../../api/fleet';
import { toWorker, type Worker } from '../../api/workers';
import { noteArrival } from '../../components/arrival';
import { Page } from '../../components/Page';
import { expectAccessible } from '../../test/axe';
import { workerFactory } from '../../test/factories/worker';
import { show } from '../../test/render';
import { serve } from '../../test/server';
import { useControl } from './control';
import { WorkersView } from './WorkersView';

const fleet = { backend: 'process', wanted: 3, present: 3, lastError: null };
const workers = [
  workerFactory.offline({ id: 3, name: 'worker-2' }),
  workerFactory.draining({ id: 10, name: 'worker-10' }),
  workerFactory.busy({ id: 1, name: 'worker-1', running: ['a', 'b'] }),
].map(toWorker);

interface ViewProps {
  list?: Worker[];
  size?: Fleet;
  wanted?: string;
}

function View({ list = workers, size = fleet, wanted }: ViewProps) {
  return (
    <WorkersView
      workers={list}
      fleet={size}
      control={useControl()}
      all={false}
      wanted={wanted}
      onAll={() => null}
    />
  );
}

const scaled = { ok: true, count: 4, wanted: 4, present: 3 };

it('shows those that are there first, each with its status in words', async () => {
  const { container } = await show(<View />);
  const names = screen.getAllByRole('heading', { level: 3 }).map(one => one.textContent);
  expect(names).toEqual(['worker-1', 'worker-10', 'worker-2']);
  expect(screen.getByText('busy')).toBeVisible();
  expect(screen.getByText('workers are processes of this host')).toBeVisible();
  expect(screen.getByText('draining')).toBeVisible();
  expect(screen.getByText('offline')).toBeVisible();
  await expectAccessible(container);
});

it('scales by one and by the presets', async () => {
  const calls = serve({ 'POST /api/workers/scale': scaled });
  const { user } = await show(<View />);
  await user.click(screen.getByRole('button', { name: 'One worker more' }));
  await user.click(await screen.findByRole('button', { name: 'Scale to 5 workers' }));
  const counts = await Promise.all(calls.map(call => call.json()));
  expect(counts).toEqual([{ count: 4 }, { count: 5 }]);
  expect(screen.getByRole('button', { name: 'Scale to 3 workers' })).toHaveAttribute(
    'aria-pressed',
    'true',
  );
});

it('says that the fleet is on its way and why it did not get there', async () => {
  await show(<View size={{ ...fleet, present: 1, lastError: 'no more memory' }} />);
  expect(screen.getByText(/starting 2 workers/)).toBeVisible();
  expect(screen.getByText('no more memory')).toBeVisible();
});

it('says what a kill does to the tasks, and kills only when that is confirmed', async () => {
  const killed = { ok: true, name: 'worker-1', container: null, requeued: 2 };
  const calls = serve({ 'POST /api/workers/kill': killed });
  const { user } = await show(<View />);
  await user.click(screen.getByRole('button', { name: 'Actions on worker-1' }));
  await user.click(await screen.findByRole('menuitem', { name: 'Kill…' }));
  const dialog = await screen.findByRole('dialog', { name: 'Kill worker-1?' });
  expect(within(dialog).getByText(/It has 2 tasks/)).toBeVisible();
  expect(within(dialog).getByText(/falls from 3 to 2/)).toBeVisible();
  expect(calls).toHaveLength(0);
  await user.click(within(dialog).getByRole('switch', { name: /Start another/ }));
  expect(within(dialog).getByText(/stays at 3/)).toBeVisible();
  await user.click(within(dialog).getByRole('button', { name: 'Kill worker-1' }));
  expect(await screen.findByText(/2 tasks went back/)).toBeVisible();
  expect(await calls[0]?.json()).toEqual({ name: 'worker-1', replace: true });
});

it('shows the one that a link led to, and the way to its tasks', async () => {
  const { container } = await show(<View wanted="worker-10" />);
  const card = screen.getByRole('listitem', { name: 'worker-10' });
  expect(card).toHaveAttribute('aria-current', 'true');
  expect(card).toHaveFocus();
  const link = within(card).getByRole('link', { name: 'Tasks of this worker' });
  expect(link).toHaveAttribute('href', expect.stringContaining('worker-10'));
  await expectAccessible(container);
});

it('leaves the focus with the one that a link led to, on arriving at the page', async () => {
  noteArrival();
  await show(
    <main id="main">
      <Page title="Workers">
        <View wanted="worker-10" />
      </Page>
    </main>,
  );
  expect(screen.getByRole('listitem', { name: 'worker-10' })).toHaveFocus();
});

it('says when the one that a link led to is gone', async () => {
  await show(<View wanted="worker-77" />);
  expect(screen.getByText('worker-77 is not here any more')).toBeVisible();
  expect(screen.getByRole('button', { name: /^Look among those/ })).toBeVisible();
});

it('says what to do when there are no workers', async () => {
  const { container } = await show(<View list={[]} />);
  expect(screen.getByText('There are no workers')).toBeVisible();
  await expectAccessible(container);
});
