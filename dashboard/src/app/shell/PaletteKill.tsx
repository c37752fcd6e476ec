import { useQuery } from '@tanstack/react-query';

import { fleetQuery } from '../../api/fleet';
import type { Worker } from '../../api/workers';
import type { Control } from '../../features/workers/control';
import { KillDialog } from '../../features/workers/KillDialog';

interface Props {
  worker: Worker;
  control: Control;
  onClose: () => void;
}

/** Asks before a worker that was chosen in the palette is killed. */
export function PaletteKill({ worker, control: { kill }, onClose }: Props) {
  const fleet = useQuery(fleetQuery);
  if (fleet.data === undefined) return null;
  return (
    <KillDialog
      worker={worker}
      fleet={fleet.data}
      busy={kill.isPending}
      onClose={onClose}
      onKill={(name, replace) => kill.mutate({ name, replace }, { onSettled: onClose })}
    />
  );
}
