import { describe, expect, it } from 'vitest';

import { toJob } from '../../../api/jobs';
import { jobFactory } from '../../../test/factories/job';
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
      { name: 'database', kind: 'tcp', host: 'db.example.org', port: 5432 },
    ]);
    expect(saved.notify).toBeNull();
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

it('reads checks of both kinds, one on each line', () => {
  const form = { ...blank(), checks: 'db db.example.org:5432\ndisk $ test -w /srv' };
  expect(request(form).checks).toEqual([
    { name: 'db', kind: 'tcp', host: 'db.example.org', port: 5432 },
    { name: 'disk', kind: 'command', command: 'test -w /srv' },
  ]);
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
