import { useMutation, useQueryClient } from '@tanstack/react-query';

import { fleetKey, scaleFleet } from '../../api/fleet';
import { drainWorker, killWorker, resumeWorker, workerKeys } from '../../api/workers';
import { plural } from '../../components/format';
import { failed, said } from '../../components/notices';

/** What can be done to the fleet and its workers; what comes of it is read anew each time. */
export function useControl() {
  const client = useQueryClient();
  const onSettled = () =>
    Promise.all([
      client.invalidateQueries({ queryKey: fleetKey }),
      client.invalidateQueries({ queryKey: workerKeys.all }),
    ]);

  const scale = useMutation({
    mutationFn: scaleFleet,
    onError: error => failed('The fleet was not scaled', error),
    onSettled,
  });
  const drain = useMutation({
    mutationFn: drainWorker,
    onSuccess: ({ name }) => said(`${name} takes nothing new`),
    onError: error => failed('The worker was not drained', error),
    onSettled,
  });
  const resume = useMutation({
    mutationFn: resumeWorker,
    onSuccess: ({ name }) => said(`${name} takes tasks again`),
    onError: error => failed('The worker was not resumed', error),
    onSettled,
  });
  const kill = useMutation({
    mutationFn: ({ name, replace }: { name: string; replace: boolean }) =>
      killWorker(name, replace),
    onSuccess: ({ name, requeued }) => {
      const tasks = requeued === 0 ? 'it had no task' : `${plural(requeued, 'task')} went back`;
      said(`${name} was killed: ${tasks}`);
    },
    onError: error => failed('The worker was not killed', error),
    onSettled,
  });
  return { scale, drain, resume, kill };
}

export type Control = ReturnType<typeof useControl>;
