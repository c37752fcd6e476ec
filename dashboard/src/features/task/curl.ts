import type { TaskDetail } from '../../api/tasks';

/** A command for a shell that hands the same task in again, now. */
export function asCurl(task: TaskDetail, base: string): string {
  const body = {
    kind: task.kind,
    ...(task.command === '' ? {} : { command: task.command }),
    ...(task.name === '' ? {} : { name: task.name }),
    queue: task.queue,
    priority: task.priority,
    maxAttempts: task.maxAttempts,
    timeoutSeconds: task.timeoutSeconds,
    ...(Object.keys(task.labels).length === 0 ? {} : { labels: task.labels }),
    ...(task.envNames.length === 0
      ? {}
      : { env: Object.fromEntries(task.envNames.map(name => [name, ''])) }),
    ...(task.simulate === null ? {} : { simulate: task.simulate }),
  };
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
