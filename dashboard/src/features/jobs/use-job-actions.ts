import { useMutation, useQueryClient } from '@tanstack/react-query';

import {
  checkJob,
  deleteJob,
  type Deletion,
  duplicateJob,
  type Job,
  jobKeys,
  type NewJobSchedule,
  runJob,
  setSchedule,
} from '../../api/jobs';
import { failed, said } from '../../components/notices';

/** What can be done to a job; what comes of it is read anew each time. */
export function useJobActions(job: Job) {
  const client = useQueryClient();
  const { id } = job;
  const onSettled = () => client.invalidateQueries({ queryKey: jobKeys.all });
  const keep = (changed: Job) => client.setQueryData(jobKeys.job(changed.id), changed);

  const schedule = useMutation({
    mutationFn: (wanted: NewJobSchedule) => setSchedule(id, wanted),
    onSuccess: keep,
    onError: error => failed('The schedule was not set', error),
    onSettled,
  });
  const run = useMutation({
    mutationFn: (overrides: Parameters<typeof runJob>[1]) => runJob(id, overrides),
    onSuccess: () => said(`${job.definition.name} runs`),
    onError: error => failed('The job was not run', error),
    onSettled,
  });
  const check = useMutation({
    mutationFn: () => checkJob(id),
    onSuccess: keep,
    onError: error => failed('The checks were not tried', error),
    onSettled,
  });
  const duplicate = useMutation({
    mutationFn: (name: string) => duplicateJob(id, name),
    onError: error => failed('The job was not duplicated', error),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (how: Deletion) => deleteJob(id, how),
    onSuccess: () => said(`${job.definition.name} is deleted`),
    onError: error => failed('The job was not deleted', error),
    onSettled: () => {
      // Its page may still be there for a moment: it is not to be asked for again.
      client.removeQueries({ queryKey: jobKeys.job(id) });
      return client.invalidateQueries({ queryKey: ['jobs', 'list'] });
    },
  });
  return { schedule, run, check, duplicate, remove };
}

export type JobActions = ReturnType<typeof useJobActions>;
