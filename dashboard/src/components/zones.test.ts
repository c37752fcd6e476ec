import { expect, it, vi } from 'vitest';

import { zoneHere, zones } from './zones';

// As an older browser has it.
vi.mock(import('./zoned'), async original => {
  const real = await original();
  const clockZone = (zone: string) => (zone === 'Europe/Kyiv' ? 'UTC' : real.clockZone(zone));
  return { ...real, clockZone };
});

it('offers no name that this browser does not know: its times would be read in UTC', () => {
  vi.spyOn(Intl, 'supportedValuesOf').mockReturnValue(['Asia/Calcutta', 'Europe/Kiev']);
  expect(zones()).toEqual(['Asia/Kolkata', 'Europe/Kiev', 'UTC']);
  const usual = Intl.DateTimeFormat().resolvedOptions();
  const here = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions');
  here.mockReturnValue({ ...usual, timeZone: 'Europe/Kiev' });
  expect(zoneHere()).toBe('Europe/Kiev');
  vi.restoreAllMocks();
});
