import type { Minute } from '../../api/history';
import type { TaskPage } from '../../api/tasks';

const HOUR = 3_600_000;

/**
 * How many failed within the last hour: by the server's history, while that is not there by the newest
 * failed tasks, as long as these are few. Null when neither tells.
 */
export function failedWithin(
  history: readonly Minute[] | undefined,
  newest: TaskPage,
  now: number = Date.now(),
): number | null {
  if (history) return history.reduce((all, minute) => all + minute.failed, 0);
  if (newest.nextCursor !== null) return null;
  return newest.tasks.filter(task => task.endedAt !== null && task.endedAt > now - HOUR).length;
}
