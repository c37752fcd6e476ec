import { expect, it } from 'vitest';

import { toJob } from '../../api/jobs';
import { jobFactory } from '../../test/factories/job';
import { forgets, quickChoices, quickSchedule, quickValue } from './quick';

const on = toJob(jobFactory.on());
const off = toJob(jobFactory.off());

const every = (seconds: number, active = true) => {
  const { schedule } = jobFactory.on();
  return toJob(jobFactory.on({ schedule: { ...schedule, kind: 'interval', seconds, active } }));
};

it('offers Off and five intervals, and what somebody wrote besides, on or off', () => {
  const labels = ['Off', 'Every 1h', 'Every 3h', 'Every 6h', 'Every 12h', 'Every 24h'];
  expect(quickChoices(every(3_600)).map(choice => choice.label)).toEqual(labels);
  const other = 'As set: at 09:00 on Monday to Friday';
  expect(quickChoices(on).map(choice => choice.label)).toEqual([...labels, other]);
  expect(quickChoices(off).map(choice => choice.label)).toEqual([...labels, other]);
  expect([off, on, every(10_800), every(7)].map(quickValue)).toEqual([
    'off',
    'other',
    '10800',
    'other',
  ]);
});

it('tells what somebody wrote from what is soon chosen again', () => {
  const hourly = (job = on) => forgets(job, quickSchedule(job, '3600') ?? {});
  expect([on, off, every(7)].map(hourly)).toEqual([true, true, true]);
  expect([every(7, false), every(10_800), every(3_600, false)].map(hourly)).toEqual([
    false,
    false,
    false,
  ]);
  expect(forgets(on, quickSchedule(on, 'off') ?? {})).toBe(false);
});

it('switches what somebody wrote on again', () => {
  expect(quickSchedule(off, 'other')).toMatchObject({ kind: 'cron', active: true });
});

it('switches off what is set without forgetting it', () => {
  expect(quickSchedule(on, 'off')).toMatchObject({
    kind: 'cron',
    expressions: ['0 9 * * 1-5'],
    active: false,
  });
});

it('sets an interval that is on, with the rules that hold', () => {
  const hourly = quickSchedule(off, '3600');
  expect(hourly).toMatchObject({ kind: 'interval', seconds: 3_600, active: true });
  expect(hourly).toMatchObject({ timezone: 'Europe/Berlin', overlap: 'skip' });
  expect(hourly).not.toHaveProperty('expressions');
  expect(quickSchedule(on, 'other')).toBeNull();
});
