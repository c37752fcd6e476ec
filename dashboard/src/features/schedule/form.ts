import type { Kind, NewTask, TaskDetail } from '../../api/tasks';

export type When = 'now' | '5m' | '30m' | '1h' | 'at';

export interface Row {
  /** Tells rows apart while they are edited; never sent. */
  readonly key: string;
  name: string;
  value: string;
}

/** What the fields hold, as they hold it: an empty number is an empty text. */
export interface Form {
  kind: Kind;
  command: string;
  name: string;
  when: When;
  /** Date and time on the clock of this browser, `2026-11-21T09:00`. */
  at: string;
  queue: string;
  priority: number | string;
  maxAttempts: number | string;
  timeoutSeconds: number | string;
  env: Row[];
  labels: Row[];
  runForSeconds: number | string;
  failurePercent: number | string;
}

export type Errors = Partial<Record<string, string>>;

export const kinds = ['shell', 'simulate', 'noop'] as const satisfies readonly Kind[];

export const soon = { now: 0, '5m': 300, '30m': 1_800, '1h': 3_600 } as const;

export const initial: Form = {
  kind: 'shell',
  command: '',
  name: '',
  when: 'now',
  at: '',
  queue: 'default',
  priority: 0,
  maxAttempts: 1,
  timeoutSeconds: 3_600,
  env: [],
  labels: [],
  runForSeconds: 5,
  failurePercent: 0,
};

let rows = 0;
export function row(name = '', value = ''): Row {
  rows += 1;
  return { key: `row-${rows}`, name, value };
}

/** What can be seen to be wrong without asking. The gateway has the last word. */
export function validate(form: Form): Errors {
  const errors: Errors = {};
  if (form.kind === 'shell' && form.command.trim() === '') {
    errors.command = 'Say what is to be run, for example: echo hello';
  }
  if (form.when === 'at' && Number.isNaN(Date.parse(form.at))) {
    errors.at = 'Choose a date and a time';
  }
  const numbers = [
    ['priority', -1_000, 1_000],
    ['maxAttempts', 1, 100],
    ['timeoutSeconds', 1, 86_400],
    ...(form.kind === 'simulate'
      ? ([
          ['runForSeconds', 0, 86_400],
          ['failurePercent', 0, 100],
        ] as const)
      : []),
  ] as const;
  for (const [field, min, max] of numbers) {
    const value = form[field];
    if (value !== '' && !(Number(value) >= min && Number(value) <= max)) {
      errors[field] = `Must be between ${min} and ${max.toLocaleString('en')}`;
    }
  }
  for (const list of ['env', 'labels'] as const) {
    const seen = new Set<string>();
    form[list].forEach(({ name, value }, at) => {
      if (name === '' && value !== '') errors[`${list}.${at}.name`] = 'Needs a name';
      if (name !== '' && seen.has(name)) errors[`${list}.${at}.name`] = 'Is there already';
      seen.add(name);
    });
  }
  return errors;
}

export function toRequest(form: Form): NewTask {
  return {
    kind: form.kind,
    // What only answers takes no command; one that was typed for another kind stays in the form.
    command: form.kind === 'noop' || form.command === '' ? null : form.command,
    name: form.name === '' ? null : form.name,
    queue: form.queue === '' ? null : form.queue,
    priority: number(form.priority),
    maxAttempts: number(form.maxAttempts),
    timeoutSeconds: number(form.timeoutSeconds),
    env: named(form.env),
    labels: named(form.labels),
    simulate: form.kind === 'simulate' ? pace(form) : null,
    ...due(form),
  };
}

/** A span from now is told as such: the clock of the server counts, not that of this browser. */
function due(form: Form): Pick<NewTask, 'scheduledAt' | 'delaySeconds'> {
  if (form.when === 'at') return { scheduledAt: new Date(form.at).toISOString() };
  return form.when === 'now' ? {} : { delaySeconds: soon[form.when] };
}

function pace(form: Form): NewTask['simulate'] {
  const percent = number(form.failurePercent);
  return {
    runForSeconds: number(form.runForSeconds),
    failureRate: percent === null ? null : percent / 100,
  };
}

function number(value: number | string): number | null {
  return value === '' ? null : Number(value);
}

function named(list: readonly Row[]): Record<string, string> | null {
  const filled = list.filter(({ name }) => name !== '');
  return filled.length === 0
    ? null
    : Object.fromEntries(filled.map(({ name, value }) => [name, value]));
}

/**
 * The gateway's names of fields, as those of the form. What has no field here stays apart, so
 * that it is shown at least above the form.
 */
export function placeErrors(
  problems: readonly { field: string; message: string }[],
  form: Form,
): { errors: Errors; rest: string[] } {
  const errors: Errors = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const place = placeOf(field, form);
    if (place === null) rest.push(`${field} ${message}`);
    else errors[place] = sentence(message);
  }
  return { errors, rest };
}

function placeOf(field: string, form: Form): string | null {
  if (field === 'scheduledAt' || field === 'delaySeconds') return 'at';
  if (field === 'simulate.failureRate') return 'failurePercent';
  if (field === 'simulate.runForSeconds') return 'runForSeconds';
  const entry = /^(env|labels)\["(.*)"\]$/s.exec(field);
  if (entry !== null) {
    const list = entry[1] === 'env' ? 'env' : 'labels';
    const at = form[list].findIndex(({ name }) => name === entry[2]);
    return at === -1 ? null : `${list}.${at}.name`;
  }
  return field in form && field !== 'env' && field !== 'labels' ? field : null;
}

function sentence(message: string): string {
  return message.charAt(0).toUpperCase() + message.slice(1);
}

/**
 * The same task once more, now. Values of variables are never answered, so they are to be
 * filled in again.
 */
export function duplicate(task: TaskDetail): Form {
  return {
    ...initial,
    kind: kinds.find(kind => kind === task.kind) ?? 'shell',
    command: task.command,
    name: task.name,
    queue: task.queue,
    priority: task.priority,
    maxAttempts: task.maxAttempts,
    timeoutSeconds: task.timeoutSeconds,
    env: task.envNames.map(name => row(name)),
    labels: Object.entries(task.labels).map(([name, value]) => row(name, value)),
    runForSeconds: task.simulate?.runForSeconds ?? initial.runForSeconds,
    failurePercent: Math.round((task.simulate?.failureRate ?? 0) * 100),
  };
}

/** `Europe/Berlin, UTC+01:00`: which clock a date and time is read on. */
export function zone(at: Date): string {
  const minutes = -at.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const size = Math.abs(minutes);
  const offset = `UTC${minutes < 0 ? '−' : '+'}${two(size / 60)}:${two(size % 60)}`;
  return `${Intl.DateTimeFormat().resolvedOptions().timeZone}, ${offset}`;
}

/** A time on the clock of this browser, as a field for date and time holds it. */
export function toField(at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Simulated tasks to look at; one in twenty fails, so that failures are seen too. */
export function demo(count: number): NewTask[] {
  return Array.from({ length: count }, (_, at) => ({
    kind: 'simulate',
    command: `demo ${at + 1} of ${count}`,
    name: `demo-${at + 1}`,
    labels: { demo: 'true' },
    simulate: {
      assignAfterSeconds: 0,
      startAfterSeconds: 0.5,
      runForSeconds: 2,
      failureRate: 0.05,
    },
  }));
}
