import { useQuery } from '@tanstack/react-query';
import { useEffect, useEffectEvent } from 'react';

import { fleetQuery } from '../../api/fleet';
import { workersQuery, type Worker } from '../../api/workers';
import { failed } from '../../components/notices';
import type { Control } from '../../features/workers/control';
import { KillDialog } from '../../features/workers/KillDialog';
import { usePolling } from '../../live/hooks';
import { useLiveWorkers } from '../../live/useLiveWorkers';

interface Props {
  /** As it was when it was chosen. */
  worker: Worker;
  control: Control;
  onClose: () => void;
}

/** Asks before a worker that was chosen in the palette is killed. */
export function PaletteKill({ worker, control: { kill }, onClose }: Props) {
  const refetchInterval = usePolling();
  useLiveWorkers();
  const workers = useQuery({ ...workersQuery(), refetchInterval });
  const fleet = useQuery(fleetQuery);
  const giveUp = useEffectEvent((error: unknown) => {
    failed('The worker was not killed', error);
    onClose();
  });
  const broken = fleet.isLoadingError ? fleet.error : null;
  useEffect(() => {
    if (broken !== null) giveUp(broken);
  }, [broken]);
  if (fleet.data === undefined) return null;
  // The dialog tells of what the worker has now, not of what it had when it was chosen.
  const fresh = workers.data?.find(({ name }) => name === worker.name) ?? worker;
  return (
    <KillDialog
      worker={fresh}
      fleet={fleet.data}
      busy={kill.isPending}
      onClose={onClose}
      onKill={(name, replace) => kill.mutate({ name, replace }, { onSettled: onClose })}
    />
  );
}
