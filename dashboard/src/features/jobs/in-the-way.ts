import type { Fire, Run } from '../../api/jobs';
import { hasEnded } from '../../api/tasks';

/**
 * The run for which a time was skipped: the newest that was there at that time and had not ended.
 * Undefined where it is not among these.
 */
export function runInTheWay({ nominalAt, reason }: Fire, runs: readonly Run[]): Run | undefined {
  if (reason !== 'overlap' || nominalAt === null) return undefined;
  return runs.find(({ createdAt, startedAt, finishedAt, state }) => {
    // It is in the way from when it was made, also while it waits for a worker.
    const from = createdAt ?? startedAt;
    if (from === null || from > nominalAt) return false;
    return finishedAt === null ? !hasEnded(state) : finishedAt >= nominalAt;
  });
}
