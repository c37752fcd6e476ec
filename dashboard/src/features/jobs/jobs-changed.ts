import type { QueryClient, QueryKey } from '@tanstack/react-query';

import { comingKey } from '../../api/coming';
import { jobKeys } from '../../api/jobs';

/**
 * Reads anew what tells of jobs, after one was changed. Not waited for is what comes of them: all are
 * read for it.
 */
export function jobsChanged(client: QueryClient, queryKey: QueryKey = jobKeys.all): Promise<void> {
  void client.invalidateQueries({ queryKey: comingKey });
  return client.invalidateQueries({ queryKey });
}
