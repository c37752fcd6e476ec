import { describe, expect, it } from 'vitest';

import { type CheckState, toJob } from '../../../api/jobs';
import { jobFactory } from '../../../test/factories/job';
import { blackoutRow, type BlackoutRow } from './blackout-rows';
import { checkRow } from './check-rows';
import { placeErrors } from './errors';
import { blank, formOf, request, scheduleOf } from './form';

describe('a job that is opened and saved', () => {
  it('stays as it was', () => {
    const api = jobFactory.checked();
    const job = toJob(api);
    const saved = request(formOf(job), job);
    expect(saved.name).toBe(api.name);
    expect(saved.owner).toBe(api.owner);
    expect(saved.labels).toEqual(api.labels);
    expect(saved.task).toMatchObject({ ...api.task });
    expect(saved.schedule).toEqual(api.schedule);
    expect(saved.checks).toEqual([
      { name: 'database', kind: 'tcp', host: 'db.example.org', port: 5432, timeoutSeconds: 10 },
    ]);
    expect(saved.notify).toBeNull();
  });

  it('keeps times that are more exact than its fields', () => {
    const [startsAt, at] = ['2026-11-20T08:00:00.123456Z', '2026-11-21T08:00:00.5Z'];
    const api = jobFactory.ended();
    const job = toJob({
      ...api,
      schedule: { ...api.schedule, kind: 'once', at, startsAt, catchupWindowSeconds: 100 },
    });
    expect(request(formOf(job), job).schedule).toMatchObject({
      at,
      startsAt,
      catchupWindowSeconds: 100,
    });
  });

  it('keeps a catch-up window of parts of seconds', () => {
    const { schedule } = jobFactory.on();
    for (const catchupWindowSeconds of [90.5, 0.001, 100, 33.333]) {
      const job = toJob(jobFactory.on({ schedule: { ...schedule, catchupWindowSeconds } }));
      const saved = request({ ...formOf(job), description: 'else' }, job);
      expect(saved.schedule).toMatchObject({ catchupWindowSeconds });
    }
  });

  it('keeps the days of a daily blackout', () => {
    const night = { from: '22:00', until: '06:00', weekdays: [0, 6], reason: 'quiet hours' };
    const api = jobFactory.on();
    const job = toJob({ ...api, schedule: { ...api.schedule, blackouts: [night] } });
    expect(request(formOf(job), job).schedule?.blackouts).toEqual([night]);
  });
});

describe('the schedule', () => {
  it('has one expression for each line', () => {
    const form = { ...blank(), expressions: '0 9 * * *\n\n 0 18 * * * \n' };
    expect(scheduleOf(form)).toMatchObject({ expressions: ['0 9 * * *', '0 18 * * *'] });
  });

  it('sends lists of numbers in order, and none for those with nothing chosen', () => {
    const form = { ...blank(), kind: 'calendar' as const, hours: ['10', '9'], minutes: ['0'] };
    expect(scheduleOf(form)).toMatchObject({
      kind: 'calendar',
      hours: [9, 10],
      minutes: [0],
      weekdays: null,
      years: null,
    });
  });
});

describe('checks', () => {
  const check = (over: Partial<CheckState>): CheckState => {
    const [first] = jobFactory.checked().checks;
    if (first === undefined) throw new Error('it has one');
    return { ...first, timeoutSeconds: 30, ...over };
  };
  const none = { host: null, port: null };

  it.each([
    check({ name: 'closed port' }),
    check({ name: 'a $ b', host: 'h', port: 1 }),
    check({ name: 'a command', kind: 'command', command: 'test -w /srv', ...none }),
    check({ name: 'lines', kind: 'command', command: 'set -e\n\n test -w "$DIR" \nid\n', ...none }),
  ])('stay as they are when something else is edited: $name', one => {
    const job = toJob(jobFactory.checked({ checks: [one] }));
    const { name, kind, host, port, command, timeoutSeconds } = one;
    const own = kind === 'tcp' ? { host, port } : { command };
    const saved = request({ ...formOf(job), description: 'else' }, job);
    expect(saved.checks).toEqual([{ name, kind, timeoutSeconds, ...own }]);
  });
});

describe('blackouts', () => {
  const night = { from: '22:00', until: '06:00', weekdays: [6, 0], reason: 'week end' };
  const once = {
    from: '2026-12-24T00:00:00.5Z',
    until: '2026-12-27T00:00:00Z',
    weekdays: [],
    reason: '',
  };
  const { schedule } = jobFactory.on();
  const job = toJob(jobFactory.on({ schedule: { ...schedule, blackouts: [night, once] } }));
  const first = formOf(job);
  const saved = (rows: Partial<BlackoutRow>[], timezone = first.timezone) => {
    const blackouts = first.blackouts.map((row, at) => ({ ...row, ...rows[at] }));
    return request({ ...first, timezone, blackouts }, job).schedule?.blackouts;
  };

  it('keep their weekdays and their exact times when one is edited', () => {
    expect(saved([{ reason: 'sleep' }])).toEqual([{ ...night, reason: 'sleep' }, once]);
  });

  it('that look alike stay apart', () => {
    const only = { weekdays: [], reason: '' };
    const alike = [
      { ...only, from: '2027-11-07T05:30:00Z', until: '2027-11-07T05:40:00Z' },
      { ...only, from: '2027-11-07T06:30:00Z', until: '2027-11-07T06:40:00Z' },
      { ...only, from: '2027-12-01T00:00:00.1Z', until: '2027-12-02T00:00:00Z' },
      { ...only, from: '2027-12-01T00:00:00.2Z', until: '2027-12-02T00:00:00Z' },
    ];
    const two = { ...schedule, timezone: 'America/New_York', blackouts: alike };
    const stored = toJob(jobFactory.on({ schedule: two }));
    const saved = request({ ...formOf(stored), description: 'else' }, stored);
    expect(saved.schedule?.blackouts).toEqual(alike);
  });

  it('are read on the clocks of the job', () => {
    expect(first.blackouts[1]).toMatchObject({ kind: 'once', fromAt: '2026-12-24T01:00:00' });
    expect(saved([{}, { untilAt: '2026-12-28T00:00' }])?.[1]?.until).toBe(
      '2026-12-27T23:00:00.000Z',
    );
    expect(saved([], 'Asia/Tokyo')?.[1]?.from).toBe('2026-12-23T16:00:00.000Z');
  });
});

it('reads all its times on the clocks of the job', () => {
  const form = { ...blank(), kind: 'once' as const, timezone: 'America/New_York' };
  const at = '2027-03-14T02:30';
  const said = scheduleOf({
    ...form,
    at,
    startsAt: '2027-01-01T00:00',
    endsAt: '2027-07-01T00:00',
  });
  expect(said).toMatchObject({
    at: '2027-03-14T07:00:00.000Z',
    startsAt: '2027-01-01T05:00:00.000Z',
    endsAt: '2027-07-01T04:00:00.000Z',
  });
});

it('takes minutes that are not among the choices', () => {
  const form = { ...blank(), kind: 'calendar' as const, minutes: ['30'], otherMinutes: '7, 22' };
  expect(scheduleOf(form)).toMatchObject({ minutes: [7, 22, 30] });
  const { schedule } = jobFactory.on();
  const minutes = [7, 30];
  const any = { years: null, months: null, days: null, weekdays: null, hours: null };
  const calendar = { ...schedule, kind: 'calendar' as const, ...any, minutes };
  const job = toJob(jobFactory.on({ schedule: calendar }));
  expect(formOf(job)).toMatchObject({ minutes: ['30'], otherMinutes: '7' });
});

it('puts what the server says beside the field that it is about', () => {
  const problems = [
    { field: 'schedule.expressions[0]', message: 'never fires' },
    { field: 'task.command', message: 'must not be empty' },
    { field: 'schedule.catchupWindowSeconds', message: 'must be at most 400 days' },
    { field: 'elsewhere', message: 'is wrong' },
  ];
  expect(placeErrors(problems, blank())).toEqual({
    errors: {
      expressions: 'Never fires',
      command: 'Must not be empty',
      catchupHours: 'Must be at most 400 days',
    },
    rest: ['elsewhere is wrong'],
  });
});

it('names the line, or the field of a row, that the server means', () => {
  const form = {
    ...blank(),
    expressions: '0 9 * * *\n\nbad',
    checks: [checkRow(), checkRow()],
    blackouts: [{ ...blackoutRow(), kind: 'once' as const }, blackoutRow()],
  };
  const problems = [
    { field: 'schedule.expressions[1]', message: 'never fires' },
    { field: 'checks[1].host', message: 'must be a host name or an address' },
    { field: 'schedule.blackouts[0].until', message: 'must be after from' },
    { field: 'schedule.blackouts[1].from', message: 'must be before 24:00' },
    { field: 'labels["a b"]', message: 'must have no space' },
  ];
  expect(placeErrors(problems, form)).toEqual({
    errors: {
      expressions: 'Line 3 never fires',
      'checks.1.host': 'Must be a host name or an address',
      'blackouts.0.untilAt': 'Must be after from',
      'blackouts.1.from': 'Must be before 24:00',
      labels: '“a b” must have no space',
    },
    rest: [],
  });
});

it('tells above it what the form shows no error of, and names the check otherwise', () => {
  const command = { ...checkRow(), kind: 'command' as const };
  const form = { ...blank(), checks: [checkRow(), command] };
  const problems = [
    { field: 'schedule.kind', message: 'is unknown' },
    { field: 'task.command', message: 'is too long' },
    { field: 'checks[0].kind', message: 'is unknown' },
    { field: 'checks[1].host', message: 'is for TCP' },
  ];
  expect(placeErrors(problems, form, false)).toEqual({
    errors: { checks: 'Check 1: kind is unknown. Check 2: host is for TCP' },
    rest: ['schedule.kind is unknown', 'task.command is too long'],
  });
});
