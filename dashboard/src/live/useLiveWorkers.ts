import { useQueryClient } from '@tanstack/react-query';

import { fleetKey } from '../api/fleet';
import { toWorker, workerKeys } from '../api/workers';
import { useTopic } from './hooks';
import { allWorkers } from './messages';

/**
 * Keeps the list of workers as the gateway tells it, every half second at most. `onChange` hears of
 * each time.
 */
export function useLiveWorkers(onChange?: () => void): void {
  const client = useQueryClient();
  useTopic(
    { topic: 'workers' },
    {
      onEvent: ({ data }) => {
        const workers = allWorkers(data);
        if (workers === null) return;
        client.setQueryData(workerKeys.list(false), workers.map(toWorker));
        void client.invalidateQueries({ queryKey: fleetKey });
        onChange?.();
      },
      onLagged: () => void client.invalidateQueries({ queryKey: workerKeys.all }),
    },
  );
}
