import type { Task, TaskPage, TaskState } from '../../api/tasks';
import type { TaskHint } from '../../live/messages';

/** What was told of tasks since the last look: the latest of each. */
export type Told = Map<string, TaskState>;

/** Takes one hint; a state that must be read is none. */
export function note(told: Told, hint: TaskHint): void {
  if (hint.state !== null) told.set(hint.taskId, hint.state);
}

/**
 * The page with what was told: only rows that changed are other objects, so only they are drawn.
 * Their times follow when the page is read anew.
 */
export function patched(page: TaskPage, told: Told): TaskPage {
  const changes = (task: Task) => {
    const state = told.get(task.id);
    return state !== undefined && state !== task.state;
  };
  if (!page.tasks.some(changes)) return page;
  return {
    ...page,
    tasks: page.tasks.map(task =>
      changes(task) ? { ...task, state: told.get(task.id) ?? task.state } : task,
    ),
  };
}
