import { expect, it } from 'vitest';

import { toJob } from '../../../api/jobs';
import { jobFactory } from '../../../test/factories/job';
import { blackoutRow } from './blackout-rows';
import { checkRow } from './check-rows';
import { blank, formOf, scheduleOf } from './form';
import { validate } from './validate';

const good = { ...blank(), name: 'x', command: 'true' };

it('tells at once of all that is missing', () => {
  expect(Object.keys(validate(blank()))).toEqual(['name', 'command']);
  expect(validate(good)).toEqual({});
  expect(validate({ ...blank(), name: 'x' }, false)).toEqual({});
});

it('takes no year that no time can have', () => {
  expect(validate({ ...good, startsAt: '2027-01-01T00:00' })).toEqual({});
  expect(validate({ ...good, endsAt: '9999-12-31T23:59' })).toHaveProperty('endsAt');
  expect(validate({ ...good, kind: 'once', at: '10000-01-01T00:00' })).toHaveProperty('at');
  expect(validate({ ...good, kind: 'once' })).toHaveProperty('at');
});

it('changes no number that is beyond its limits, but tells', () => {
  const beyond = { priority: 99_999, timeoutSeconds: 0, maxAttempts: 1.5, jitterSeconds: '' };
  expect(validate({ ...good, ...beyond, kind: 'interval', seconds: -5 })).toEqual({
    priority: 'Must be between -1,000 and 1,000',
    timeoutSeconds: 'Must be between 1 and 86,400',
    maxAttempts: 'Must be a whole number from 1 to 100',
    jitterSeconds: 'Must be between 0 and 86,400',
    seconds: 'Must be between 1 and 315,360,000',
  });
  expect(validate({ ...good, seconds: -5 })).toEqual({});
});

it('looks at each check', () => {
  const db = { ...checkRow(), name: 'a $ b', host: 'db', port: 5432 };
  const disk = { ...db, kind: 'command' as const, command: ' ', timeoutSeconds: 999 };
  expect(validate({ ...good, checks: [db] })).toEqual({});
  expect(
    Object.keys(validate({ ...good, checks: [{ ...db, port: 0 }, disk, checkRow()] })),
  ).toEqual([
    'checks.0.port',
    'checks.1.name',
    'checks.1.command',
    'checks.1.timeoutSeconds',
    'checks.2.name',
    'checks.2.host',
    'checks.2.port',
  ]);
});

it('looks at each blackout', () => {
  const night = { ...blackoutRow(), from: '22:00', until: '24:00' };
  const once = { ...blackoutRow(), kind: 'once' as const };
  const back = { ...once, fromAt: '2027-01-02T00:00', untilAt: '2027-01-01T00:00' };
  expect(validate({ ...good, blackouts: [night] })).toEqual({});
  const wrong = [{ ...night, from: '9' }, { ...night, until: '22:00' }, once, back];
  expect(Object.keys(validate({ ...good, blackouts: wrong }))).toEqual([
    'blackouts.0.from',
    'blackouts.1.until',
    'blackouts.2.fromAt',
    'blackouts.2.untilAt',
    'blackouts.3.untilAt',
  ]);
});

it('looks at the minutes and years of a calendar', () => {
  const calendar = { ...good, kind: 'calendar' as const };
  expect(validate({ ...calendar, otherMinutes: '7, 22', years: '2027 2028' })).toEqual({});
  expect(Object.keys(validate({ ...calendar, otherMinutes: '77', years: 'soon' }))).toEqual([
    'years',
    'otherMinutes',
  ]);
});

it('refuses nothing that the job has: what looks alike on the clocks is not the same', () => {
  const fold = { from: '2027-11-07T05:45:00Z', until: '2027-11-07T06:15:00Z' };
  const alike = { from: '2027-11-07T05:15:00Z', until: '2027-11-07T06:15:00Z' };
  const far = { from: '2027-01-01T00:00:00Z', until: '9999-06-01T00:00:00Z' };
  const blackouts = [fold, alike, far].map(one => ({ ...one, weekdays: [], reason: '' }));
  const { schedule } = jobFactory.on();
  for (const blackout of blackouts) {
    const over = { timezone: 'America/New_York', endsAt: far.until, blackouts: [blackout] };
    const job = toJob(jobFactory.on({ schedule: { ...schedule, ...over } }));
    const form = formOf(job);
    const before = job.definition.schedule;
    expect(validate(form, true, before)).toEqual({});
    expect(scheduleOf(form, before).blackouts).toEqual([blackout]);
    expect(Object.keys(validate(form))).toContain('endsAt');
  }
});
