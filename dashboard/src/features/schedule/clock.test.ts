import { expect, it, vi } from 'vitest';

import { zone } from './clock';

it('names the zone, and UTC but once', () => {
  const options = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions');
  const real = new Intl.DateTimeFormat('en').resolvedOptions();
  const at = new Date('2026-11-21T09:00:00Z');
  vi.spyOn(at, 'getTimezoneOffset').mockReturnValue(0);
  options.mockReturnValue({ ...real, timeZone: 'UTC' });
  expect(zone(at)).toBe('UTC');
  options.mockReturnValue({ ...real, timeZone: 'Europe/Berlin' });
  vi.spyOn(at, 'getTimezoneOffset').mockReturnValue(-60);
  expect(zone(at)).toBe('Europe/Berlin (UTC+01:00)');
  vi.restoreAllMocks();
});
