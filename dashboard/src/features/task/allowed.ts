import type { TaskAction, TaskState } from '../../api/tasks';

/**
 * What can be asked of a task in a state. The gateway has the last word. A run is not retried: its
 * job is run again.
 */
export function actionsOf(state: TaskState, isRun = false): readonly TaskAction[] {
  switch (state) {
    case 'waiting':
    case 'scheduled':
    case 'queued':
      return ['pause', 'cancel'];
    case 'paused':
      return ['resume', 'cancel'];
    case 'assigned':
    case 'running':
      return ['cancel'];
    case 'failed':
    case 'canceled':
      return isRun ? [] : ['retry'];
    case 'completed':
      return [];
  }
}
