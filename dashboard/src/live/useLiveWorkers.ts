import { useQueryClient } from '@tanstack/react-query';

import { fleetKey } from '../api/fleet';
import { toWorker, workerKeys } from '../api/workers';
import { useRefresh, useTopic } from './hooks';
import { allWorkers } from './messages';

const FLEET = [fleetKey];
const WORKERS = [workerKeys.all];

/**
 * Keeps the list of workers as the gateway tells it, every half second at most. `onChange` hears of
 * each time.
 */
export function useLiveWorkers(onChange?: () => void): void {
  const client = useQueryClient();
  const refreshFleet = useRefresh(FLEET, 500);
  const refreshWorkers = useRefresh(WORKERS, 500);
  useTopic(
    { topic: 'workers' },
    {
      onEvent: ({ data }) => {
        const workers = allWorkers(data);
        if (workers === null) return;
        client.setQueryData(workerKeys.list(false), workers.map(toWorker));
        refreshFleet();
        onChange?.();
      },
      onLagged: refreshWorkers,
    },
  );
}
