import type { Job, JobSchedule, NewJob, NewJobSchedule } from '../../../api/jobs';
import { pairs, unpaired } from '../pairs';

export type ScheduleKind = JobSchedule['kind'];

/** The lists of a calendar. */
export const CALENDAR = ['months', 'days', 'weekdays', 'hours', 'minutes'] as const;
export type CalendarField = (typeof CALENDAR)[number];

/** What the editor shows: texts as they are typed. */
export interface Form extends Record<CalendarField, string[]> {
  name: string;
  description: string;
  enabled: boolean;
  command: string;
  queue: string;
  priority: number | string;
  maxAttempts: number | string;
  timeoutSeconds: number | string;
  env: string;
  labels: string;
  kind: ScheduleKind;
  expressions: string;
  seconds: number | string;
  years: string;
  /** Local to the reader, as an input of a date and a time has it. */
  at: string;
  active: boolean;
  timezone: string;
  gap: JobSchedule['gap'];
  fold: JobSchedule['fold'];
  overlap: JobSchedule['overlap'];
  catchup: JobSchedule['catchup'];
  catchupHours: number | string;
  jitterSeconds: number | string;
  startsAt: string;
  endsAt: string;
  /** `from until reason` on each line. */
  blackouts: string;
  /** `name host:port`, or `name $ command`, on each line. */
  checks: string;
  requiresChecks: boolean;
  breakerThreshold: number | string;
  emails: string;
  notifyOn: 'success' | 'failure' | 'always';
}

/** A new job: every day at nine where its maker is. */
export function blank(): Form {
  return {
    name: '',
    description: '',
    enabled: true,
    command: '',
    queue: 'default',
    priority: 0,
    maxAttempts: 1,
    timeoutSeconds: 3_600,
    env: '',
    labels: '',
    kind: 'cron',
    expressions: '0 9 * * *',
    seconds: 3_600,
    years: '',
    months: [],
    days: [],
    weekdays: [],
    hours: ['9'],
    minutes: ['0'],
    at: '',
    active: true,
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    gap: 'cron',
    fold: 'cron',
    overlap: 'skip',
    catchup: 'none',
    catchupHours: 24,
    jitterSeconds: 0,
    startsAt: '',
    endsAt: '',
    blackouts: '',
    checks: '',
    requiresChecks: false,
    breakerThreshold: 1,
    emails: '',
    notifyOn: 'failure',
  };
}

const texts = (values: readonly number[] | undefined) => (values ?? []).map(String);
const numbers = (values: readonly string[]) => values.map(Number).sort((a, b) => a - b);
const lines = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** RFC 3339 as an input of a date and a time has it, where the reader is. */
function local(at: string | null): string {
  if (at === null) return '';
  const time = new Date(at);
  return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function utc(at: string): string | null {
  const time = new Date(at);
  return at === '' || Number.isNaN(time.getTime()) ? null : time.toISOString();
}

/** A job as the editor shows it. */
export function formOf(job: Job): Form {
  const { definition } = job;
  const { task, schedule, notify } = definition;
  const form: Form = {
    ...blank(),
    name: definition.name,
    description: definition.description,
    enabled: definition.enabled,
    command: task.command,
    queue: task.queue,
    priority: task.priority,
    maxAttempts: task.maxAttempts,
    timeoutSeconds: task.timeoutSeconds,
    env: unpaired(task.env),
    labels: unpaired(definition.labels),
    kind: schedule.kind,
    active: schedule.active,
    timezone: schedule.timezone,
    gap: schedule.gap,
    fold: schedule.fold,
    overlap: schedule.overlap,
    catchup: schedule.catchup,
    catchupHours: schedule.catchupWindowSeconds / 3_600,
    jitterSeconds: schedule.jitterSeconds,
    startsAt: local(schedule.startsAt),
    endsAt: local(schedule.endsAt),
    blackouts: schedule.blackouts
      .map(({ from, until, reason }) => `${from} ${until} ${reason}`.trim())
      .join('\n'),
    checks: job.checks.map(checkLine).join('\n'),
    requiresChecks: definition.requiresChecks,
    breakerThreshold: definition.breakerThreshold,
    emails: notify?.emails.join('\n') ?? '',
    notifyOn: notify?.on ?? 'failure',
  };
  if (schedule.kind === 'cron') form.expressions = schedule.expressions.join('\n');
  if (schedule.kind === 'interval') form.seconds = schedule.seconds;
  if (schedule.kind === 'once') form.at = local(schedule.at);
  if (schedule.kind === 'calendar') {
    form.years = (schedule.years ?? []).join(', ');
    for (const field of CALENDAR) form[field] = texts(schedule[field] ?? []);
  }
  return form;
}

const checkLine = (check: Job['checks'][number]) =>
  check.kind === 'tcp'
    ? `${check.name} ${check.host ?? ''}:${check.port ?? ''}`
    : `${check.name} $ ${check.command ?? ''}`;

/** The schedule that the form says. `before` has what the form does not show. */
export function scheduleOf(form: Form, before?: JobSchedule): NewJobSchedule {
  return {
    ...times(form),
    active: form.active,
    timezone: form.timezone,
    gap: form.gap,
    fold: form.fold,
    overlap: form.overlap,
    catchup: form.catchup,
    catchupWindowSeconds: Number(form.catchupHours) * 3_600,
    jitterSeconds: Number(form.jitterSeconds),
    startsAt: utc(form.startsAt),
    endsAt: utc(form.endsAt),
    blackouts: lines(form.blackouts).map(line => {
      const [from = '', until = '', ...reason] = line.split(/\s+/);
      // Days of the week have no place in a line: those of an unchanged window stay.
      const known = before?.blackouts.find(old => old.from === from && old.until === until);
      return { from, until, reason: reason.join(' '), weekdays: known?.weekdays ?? null };
    }),
  };
}

function times(form: Form): NewJobSchedule {
  switch (form.kind) {
    case 'none':
      return { kind: 'none' };
    case 'cron':
      return { kind: 'cron', expressions: lines(form.expressions) };
    case 'interval':
      return { kind: 'interval', seconds: Number(form.seconds) };
    case 'once':
      return { kind: 'once', at: utc(form.at) };
    case 'calendar': {
      const years = numbers(form.years.split(/[\s,]+/).filter(Boolean));
      const { months, days, weekdays, hours, minutes } = form;
      return {
        kind: 'calendar',
        years: years.length === 0 ? null : years,
        months: any(months),
        days: any(days),
        weekdays: any(weekdays),
        hours: any(hours),
        minutes: any(minutes),
      };
    }
  }
}

const any = (values: readonly string[]) => (values.length === 0 ? null : numbers(values));

function checksOf(text: string): NonNullable<NewJob['checks']> {
  return lines(text).map(line => {
    const [name, rest] = cut(line);
    if (rest.startsWith('$')) return { name, kind: 'command', command: rest.slice(1).trim() };
    const colon = rest.lastIndexOf(':');
    const port = Number(rest.slice(colon + 1));
    return {
      name,
      kind: 'tcp',
      host: rest.slice(0, colon),
      port: Number.isInteger(port) ? port : 0,
    };
  });
}

function cut(line: string): [string, string] {
  const at = line.search(/\s/);
  return at === -1 ? [line, ''] : [line.slice(0, at), line.slice(at).trim()];
}

/** The kinds of work that this page knows. */
const KINDS = ['shell', 'simulate', 'noop'] as const;

/** What the form says, whole. Of a job that is edited, what the form does not show stays. */
export function request(form: Form, job?: Job): NewJob {
  const emails = lines(form.emails);
  const task = job?.definition.task;
  return {
    name: form.name,
    description: form.description,
    ...(job === undefined ? {} : { owner: job.definition.owner }),
    enabled: form.enabled,
    labels: pairs(form.labels) ?? {},
    task: {
      ...task,
      kind: KINDS.find(kind => kind === task?.kind) ?? 'shell',
      ...(task === undefined || task.kind === 'shell' ? { command: form.command } : {}),
      queue: form.queue,
      priority: Number(form.priority),
      maxAttempts: Number(form.maxAttempts),
      timeoutSeconds: Number(form.timeoutSeconds),
      env: pairs(form.env) ?? {},
    },
    schedule: scheduleOf(form, job?.definition.schedule),
    checks: checksOf(form.checks),
    requiresChecks: form.requiresChecks,
    breakerThreshold: Number(form.breakerThreshold),
    notify: emails.length === 0 ? null : { emails, on: form.notifyOn },
  };
}
