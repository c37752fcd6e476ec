import { useMutation, useQueryClient } from '@tanstack/react-query';

import {
  checkJob,
  deleteJob,
  type Deletion,
  duplicateJob,
  type Job,
  jobKeys,
  type Run,
  runJob,
} from '../../api/jobs';
import { failed, said } from '../../components/notices';
import { jobsChanged } from './jobs-changed';
import { useSetSchedule } from './use-set-schedule';

/** What can be done to a job; what comes of it is read anew each time. */
export function useJobActions(job: Job) {
  const client = useQueryClient();
  const { id } = job;
  const onSettled = () => jobsChanged(client);
  const schedule = useSetSchedule(job);
  const tellOfRun = ({ state }: Run) => {
    const { name } = job.definition;
    said(state === 'running' ? `${name} runs` : `A run of ${name} is queued`);
  };
  const run = useMutation({
    mutationFn: (overrides: Parameters<typeof runJob>[1]) => runJob(id, overrides),
    onSuccess: tellOfRun,
    onError: error => failed('The job was not run', error),
    onSettled,
  });
  // Its dialog tells why it is refused, beside the fields.
  const runChanged = useMutation({
    mutationFn: (overrides: Parameters<typeof runJob>[1]) => runJob(id, overrides),
    onSuccess: tellOfRun,
    onSettled,
  });
  const check = useMutation({
    mutationFn: () => checkJob(id),
    onSuccess: checked => client.setQueryData(jobKeys.job(id), checked),
    onError: error => failed('The checks were not tried', error),
    onSettled,
  });
  // So does this one's.
  const duplicate = useMutation({
    mutationFn: (name: string) => duplicateJob(id, name),
    onSettled,
  });
  const remove = useMutation({
    mutationFn: (how: Deletion) => deleteJob(id, how),
    onSuccess: () => {
      said(`${job.definition.name} is deleted`);
      // Its page may still be there for a moment: it is not to be asked for again.
      client.removeQueries({ queryKey: jobKeys.job(id) });
      return jobsChanged(client, jobKeys.lists);
    },
    onError: error => {
      failed('The job was not deleted', error);
      return onSettled();
    },
  });
  return { schedule, run, runChanged, check, duplicate, remove };
}

export type JobActions = ReturnType<typeof useJobActions>;
