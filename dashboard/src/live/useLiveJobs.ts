import { jobKeys } from '../api/jobs';
import { useRefresh, useTopic } from './hooks';

/** Reads jobs, runs and fires anew whenever something happens to a job, twice a second at most. */
export function useLiveJobs(): void {
  const refresh = useRefresh([jobKeys.all], 500);
  useTopic({ topic: 'jobs' }, { onReady: refresh, onEvent: refresh, onLagged: refresh });
}
