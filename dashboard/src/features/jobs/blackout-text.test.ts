import { expect, it } from 'vitest';

import { blackoutText } from './blackout-text';

const night = { from: '22:00', until: '06:00', weekdays: [6, 0], reason: 'week end' };

it('says on which days it begins, and on which clocks', () => {
  const zone = 'Europe/Berlin';
  expect(blackoutText(night, zone)).toBe('22:00 – 06:00 in Europe/Berlin, on Sun, Sat: week end');
  expect(blackoutText({ ...night, weekdays: [], reason: '' }, zone)).toBe(
    '22:00 – 06:00 in Europe/Berlin, every day',
  );
  const once = { ...night, from: '2026-12-23T23:00:00Z', until: '2026-12-26T23:00:00Z' };
  expect(blackoutText({ ...once, weekdays: [] }, zone)).toMatch(
    /24.* 00:00:00 in Europe\/Berlin – .*27.* 00:00:00 in Europe\/Berlin: week end$/,
  );
});
