import { expect, it } from 'vitest';

import { toJob } from '../../api/jobs';
import { jobFactory } from '../../test/factories/job';
import { quickChoices, quickSchedule, quickValue } from './quick';

const on = toJob(jobFactory.on());
const off = toJob(jobFactory.off());

it('offers Off and five intervals, and what is set besides while that is on', () => {
  const labels = ['Off', 'Every 1h', 'Every 3h', 'Every 6h', 'Every 12h', 'Every 24h'];
  expect(quickChoices(off).map(choice => choice.label)).toEqual(labels);
  expect(quickChoices(on).map(choice => choice.label)).toEqual([...labels, 'As set below']);
  expect([quickValue(off), quickValue(on)]).toEqual(['off', 'other']);
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
