import { tasksQuery } from '../../api/tasks';

/** How many running tasks are shown with their progress. */
export const SHOWN = 6;

/** What runs now. One more than is shown, to know whether there are more. */
export const runningQuery = tasksQuery({ state: ['running'], limit: SHOWN + 1 });

/** The latest tasks that failed; enough to count those of an hour on a good day. */
export const failuresQuery = tasksQuery({ state: ['failed'], limit: 50 });

/** How many of them are shown. */
export const FAILURES_SHOWN = 6;

/** What the charts show. */
export const HISTORY_MINUTES = 60;
