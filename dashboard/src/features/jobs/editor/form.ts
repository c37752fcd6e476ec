import type { Job, JobSchedule, NewJob, NewJobSchedule } from '../../../api/jobs';
import { zoneHere } from '../../../components/zones';
import { pairs, unpaired } from '../pairs';
import { type BlackoutRow, toBlackout, toBlackoutRow } from './blackout-rows';
import { type CheckRow, toCheck, toCheckRow } from './check-rows';
import { CHOICES } from './presets';
import { toLocal, toUtc } from './times';

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
  /** Those that are not among the choices. */
  otherMinutes: string;
  /** On the clocks of the job's zone, as a field of a date and a time has it; so are the others. */
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
  blackouts: BlackoutRow[];
  checks: CheckRow[];
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
    otherMinutes: '',
    months: [],
    days: [],
    weekdays: [],
    hours: ['9'],
    minutes: ['0'],
    at: '',
    active: true,
    timezone: zoneHere(),
    gap: 'cron',
    fold: 'cron',
    overlap: 'skip',
    catchup: 'none',
    catchupHours: 24,
    jitterSeconds: 0,
    startsAt: '',
    endsAt: '',
    blackouts: [],
    checks: [],
    requiresChecks: false,
    breakerThreshold: 1,
    emails: '',
    notifyOn: 'failure',
  };
}

const texts = (values: readonly number[] | undefined) => (values ?? []).map(String);
const numbers = (values: readonly string[]) => values.map(Number).sort((a, b) => a - b);
/** Of a text such as `2027, 2028`. */
export const words = (text: string) => text.split(/[\s,]+/).filter(Boolean);
const lines = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** A job as the editor shows it. */
export function formOf(job: Job): Form {
  const { definition } = job;
  const { task, schedule, notify } = definition;
  const zone = schedule.timezone;
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
    timezone: zone,
    gap: schedule.gap,
    fold: schedule.fold,
    overlap: schedule.overlap,
    catchup: schedule.catchup,
    catchupHours: schedule.catchupWindowSeconds / 3_600,
    jitterSeconds: schedule.jitterSeconds,
    startsAt: toLocal(schedule.startsAt, zone),
    endsAt: toLocal(schedule.endsAt, zone),
    blackouts: schedule.blackouts.map(blackout => toBlackoutRow(blackout, zone)),
    checks: job.checks.map(toCheckRow),
    requiresChecks: definition.requiresChecks,
    breakerThreshold: definition.breakerThreshold,
    emails: notify?.emails.join('\n') ?? '',
    notifyOn: notify?.on ?? 'failure',
  };
  if (schedule.kind === 'cron') form.expressions = schedule.expressions.join('\n');
  if (schedule.kind === 'interval') form.seconds = schedule.seconds;
  if (schedule.kind === 'once') form.at = toLocal(schedule.at, zone);
  if (schedule.kind === 'calendar') {
    form.years = (schedule.years ?? []).join(', ');
    for (const field of CALENDAR) form[field] = texts(schedule[field] ?? []);
    const isUsual = (minute: string) => CHOICES.minutes.some(({ value }) => value === minute);
    form.otherMinutes = form.minutes.filter(minute => !isUsual(minute)).join(', ');
    form.minutes = form.minutes.filter(isUsual);
  }
  return form;
}

/** The schedule that the form says. `before` has what the form does not show. */
export function scheduleOf(form: Form, before?: JobSchedule): NewJobSchedule {
  return {
    ...times(form, before),
    active: form.active,
    timezone: form.timezone,
    gap: form.gap,
    fold: form.fold,
    overlap: form.overlap,
    catchup: form.catchup,
    catchupWindowSeconds: Math.round(Number(form.catchupHours) * 3_600_000) / 1_000,
    jitterSeconds: Number(form.jitterSeconds),
    startsAt: toUtc(form.startsAt, form.timezone, had('startsAt', before)),
    endsAt: toUtc(form.endsAt, form.timezone, had('endsAt', before)),
    blackouts: form.blackouts.map(row => toBlackout(row, form.timezone)),
  };
}

/** The time that a field of the form had at first. */
export function had(field: 'at' | 'startsAt' | 'endsAt', before?: JobSchedule): string[] {
  const once = before?.kind === 'once' ? before.at : null;
  const at = field === 'at' ? once : before?.[field];
  return typeof at === 'string' ? [at] : [];
}

function times(form: Form, before?: JobSchedule): NewJobSchedule {
  switch (form.kind) {
    case 'none':
      return { kind: 'none' };
    case 'cron':
      return { kind: 'cron', expressions: lines(form.expressions) };
    case 'interval':
      return { kind: 'interval', seconds: Number(form.seconds) };
    case 'once':
      return {
        kind: 'once',
        at: toUtc(form.at, form.timezone, had('at', before)),
      };
    case 'calendar': {
      const years = numbers(words(form.years));
      const { months, days, weekdays, hours, minutes } = form;
      return {
        kind: 'calendar',
        years: years.length === 0 ? null : years,
        months: any(months),
        days: any(days),
        weekdays: any(weekdays),
        hours: any(hours),
        minutes: any([...minutes, ...words(form.otherMinutes)]),
      };
    }
  }
}

const any = (values: readonly string[]) =>
  values.length === 0 ? null : [...new Set(numbers(values))];

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
    checks: form.checks.map(toCheck),
    requiresChecks: form.requiresChecks,
    breakerThreshold: Number(form.breakerThreshold),
    notify: emails.length === 0 ? null : { emails, on: form.notifyOn },
  };
}
