import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Job, jobKeys, type NewJob, updateJob } from '../../api/jobs';
import { failed, said } from '../../components/notices';
import { jobsChanged } from './jobs-changed';

/** Lets a job run again, as it is but for that. */
export function useEnable(job: Job) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => updateJob(job.id, enabled(job), job.version),
    onSuccess: changed => {
      client.setQueryData(jobKeys.job(changed.id), changed);
      said(`${job.definition.name} is enabled`);
    },
    onError: error => failed('The job was not enabled', error),
    onSettled: () => jobsChanged(client),
  });
}

/** The whole document, which is how a job is changed. */
function enabled({ definition, checks }: Job): NewJob {
  // What a call answers another one takes; only the word for the kind of its task is wider there.
  return { ...definition, checks, enabled: true } as NewJob;
}
