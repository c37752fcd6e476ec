import type { Task, TaskAction, TaskState } from '../../api/tasks';
import type { Wording } from '../../components/bulk';
import { plural } from '../../components/format';
import type { Selection } from '../../components/use-selection';
import { actionsOf } from '../task/allowed';

/** Those of which it can be asked, as far as is known here: the gateway has the last word. */
export function able(selected: Selection<Task>, action: TaskAction): Task[] {
  return [...selected.values()].filter(({ state }) => actionsOf(state).includes(action));
}

/** What it means to cancel them. */
export function stopText(selected: Selection<Task>): string {
  const states = able(selected, 'cancel').map(({ state }) => state);
  const goesOn = (state: TaskState) => state === 'running' || state === 'assigned';
  const running = states.filter(goesOn).length;
  const waiting = states.length - running;
  return [
    running > 0 &&
      `${plural(running, 'task')} with a worker: processes get SIGTERM, and SIGKILL if they do ` +
        'not end within the grace. What was written so far is kept.',
    waiting > 0 && `${plural(waiting, 'task')} not started yet: never will be, unless retried.`,
  ]
    .filter(Boolean)
    .join(' ');
}

const PAST: Record<TaskAction, string> = {
  cancel: 'canceled',
  retry: 'retried',
  pause: 'paused',
  resume: 'resumed',
};

/** How it is told what came of an action. Of thousands it is told how many, not which. */
export const wording = (action: TaskAction): Wording<Task> => ({
  done: count => `${plural(count, 'task')} ${PAST[action]}`,
  none: `No task was ${PAST[action]}`,
  those: tasks => String(tasks.length),
});
