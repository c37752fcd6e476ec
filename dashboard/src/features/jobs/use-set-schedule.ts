import { useMutation, useQueryClient } from '@tanstack/react-query';

import { type Job, jobKeys, type NewJobSchedule } from '../../api/jobs';
import { jobsChanged } from './jobs-changed';
import { setAsSeen } from './set-as-seen';

/** Sets the schedule of a job. Why that was refused is told beside its select. */
export function useSetSchedule(job: Job) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (wanted: NewJobSchedule) => setAsSeen(job, wanted),
    onSuccess: changed => client.setQueryData(jobKeys.job(changed.id), changed),
    onSettled: () => jobsChanged(client),
  });
}

export type SetSchedule = ReturnType<typeof useSetSchedule>;
