import { screen, within } from '@testing-library/react';
import { expect, it, vi } from 'vitest';

import { toWorker } from '../../api/workers';
import { useControl } from '../../features/workers/control';
import { workerFactory } from '../../test/factories/worker';
import { show } from '../../test/render';
import { refuse, serve } from '../../test/server';
import { PaletteKill } from './PaletteKill';

const fleet = { backend: 'process', wanted: 3, present: 3, lastError: null };

function Asked({ onClose }: { onClose: () => void }) {
  const worker = toWorker(workerFactory.idle());
  return <PaletteKill worker={worker} control={useControl()} onClose={onClose} />;
}

it('tells of what the worker has now', async () => {
  const workers = [workerFactory.busy({ running: ['a', 'b'] })];
  serve({ 'GET /api/fleet': fleet, 'GET /api/workers': { workers } });
  await show(<Asked onClose={() => undefined} />);
  const dialog = await screen.findByRole('dialog', { name: 'Kill worker-1?' });
  expect(await within(dialog).findByText(/It has 2 tasks/)).toBeVisible();
});

it('says why nothing can be asked', async () => {
  serve({
    'GET /api/fleet': () => refuse(403, 'the fleet is not yours'),
    'GET /api/workers': { workers: [] },
  });
  const onClose = vi.fn();
  await show(<Asked onClose={onClose} />);
  expect(await screen.findByText('the fleet is not yours')).toBeVisible();
  expect(onClose).toHaveBeenCalled();
});
