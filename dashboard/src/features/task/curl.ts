import type { TaskDetail } from '../../api/tasks';
import { duplicate } from '../schedule/form';
import { toRequest } from '../schedule/request';

/** A command for a shell that hands the same task in again, now. */
export function asCurl(task: TaskDetail, base: string): string {
  const request = Object.entries(toRequest(duplicate(task)));
  const body = Object.fromEntries(request.filter(([, value]) => value !== null));
  return [
    `curl -sS ${quoted(new URL('api/tasks', base).href)}`,
    '-H "Authorization: Bearer $TASKMASTER_TOKEN"',
    `-H 'Content-Type: application/json'`,
    `-d ${quoted(JSON.stringify(body))}`,
  ].join(' \\\n  ');
}

/** A text as a shell takes it, whatever is in it. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
