import { jobKeys } from '../api/jobs';
import { useRefresh, useTopic } from './hooks';
import { jobOf } from './messages';

/** Reads jobs, runs and fires anew whenever something happens to a job, twice a second at most. */
export function useLiveJobs(): void {
  const refresh = useRefresh([jobKeys.all], 500);
  useTopic({ topic: 'jobs' }, { onReady: refresh, onEvent: refresh, onLagged: refresh });
}

/** Reads one job anew whenever something happens to it, twice a second at most. */
export function useLiveJob(id: string): void {
  const refresh = useRefresh([jobKeys.job(id)], 500);
  const onEvent = ({ data }: { data: unknown }) => {
    if (jobOf(data) === id) refresh();
  };
  useTopic({ topic: 'jobs' }, { onReady: refresh, onEvent, onLagged: refresh });
}
