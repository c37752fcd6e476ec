import type { Task } from '../api/tasks';
import { shortId } from './format';

export type Titled = Pick<Task, 'id' | 'name' | 'command' | 'kind'>;

/**
 * What tells a task from others: the name that somebody gave it, if any, and the first line of its
 * command. What has neither is its kind and the end of its id.
 */
export function taskTitle({ id, name, command, kind }: Titled): { name: string; work: string } {
  const line = command.trim().split('\n', 1)[0] ?? '';
  if (name === '') return { name, work: line === '' ? `${kind} ${shortId(id)}` : line };
  return { name, work: line === '' ? kind : line };
}
