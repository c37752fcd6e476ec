import type { Task } from '../../api/tasks';

/** A part of an id: hexadecimal digits, with or without dashes. */
const PART = /^[0-9a-f][0-9a-f-]{3,35}$/i;

/** What is shown of an id is its end, and what a log may cut off: the API finds neither. */
export function isPartOfId(text: string): boolean {
  return PART.test(text.trim());
}

/** Those whose id begins or ends with a text, each once, at most `most` of them. */
export function byPartOfId(tasks: readonly Task[], text: string, most = 5): Task[] {
  const part = text.trim().toLowerCase();
  const isMeant = ({ id }: Task) => id.startsWith(part) || id.endsWith(part);
  return once(tasks.filter(isMeant)).slice(0, most);
}

export function once(tasks: readonly Task[]): Task[] {
  return [...new Map(tasks.map(task => [task.id, task])).values()];
}
