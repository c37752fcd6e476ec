import type { Minute } from '../../api/history';
import type { TaskPage } from '../../api/tasks';

const HOUR = 3_600_000;

/**
 * How many failed within the last hour: by the newest failed tasks when these are all, which are
 * never late; else by the server's history. Null when neither tells.
 */
export function failedWithin(
  history: readonly Minute[] | undefined,
  newest: TaskPage,
  now: number = Date.now(),
): number | null {
  const listed = newest.tasks.filter(
    task => task.endedAt !== null && task.endedAt > now - HOUR,
  ).length;
  if (newest.nextCursor === null) return listed;
  if (history === undefined) return null;
  return Math.max(
    listed,
    history.reduce((all, minute) => all + minute.failed, 0),
  );
}
