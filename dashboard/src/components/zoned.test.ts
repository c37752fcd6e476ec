import { describe, expect, it, vi } from 'vitest';

import { fieldIn, meant, momentIn, offsetName, readIn, timesWithin, zoneAt } from './zoned';
import { calledToday, zoneHere, zones } from './zones';

const read = (text: string, zone: string) => {
  const found = readIn(text, zone);
  return found === null ? null : [new Date(found.at).toISOString(), found.odd];
};

describe('a time in a zone', () => {
  it('is what its clocks show', () => {
    expect(read('2027-01-15T09:00', 'Asia/Tokyo')).toEqual(['2027-01-15T00:00:00.000Z', null]);
    expect(read('2027-07-15T09:00:07', 'Europe/Berlin')).toEqual([
      '2027-07-15T07:00:07.000Z',
      null,
    ]);
    expect(read('2027-01-15T09:00', 'UTC')).toEqual(['2027-01-15T09:00:00.000Z', null]);
    expect(fieldIn(Date.parse('2027-07-15T07:00:07.9Z'), 'Europe/Berlin')).toBe(
      '2027-07-15T09:00:07',
    );
  });

  it('that is left out is the first moment after', () => {
    const skipped = read('2027-03-14T02:30', 'America/New_York');
    expect(skipped).toEqual(['2027-03-14T07:00:00.000Z', 'skipped']);
    // Half an hour in Lord Howe, and a whole day in Samoa.
    expect(read('2026-10-04T02:15', 'Australia/Lord_Howe')?.[0]).toBe('2026-10-03T15:30:00.000Z');
    expect(read('2011-12-30T12:00', 'Pacific/Apia')?.[0]).toBe('2011-12-30T10:00:00.000Z');
  });

  it('that comes twice is the first of them', () => {
    const twice = read('2027-11-07T01:30', 'America/New_York');
    expect(twice).toEqual(['2027-11-07T05:30:00.000Z', 'twice']);
    for (const text of ['2027-11-07T00:59:59', '2027-11-07T02:00', '2027-03-14T03:00']) {
      expect(readIn(text, 'America/New_York')?.odd).toBeNull();
    }
  });

  it('is none where there is none, and in UTC where the zone is none', () => {
    for (const text of ['', '2027-02', 'soon']) expect(readIn(text, 'UTC')).toBeNull();
    expect(read('2027-01-15T09:00', 'Europe/Berl')).toEqual(['2027-01-15T09:00:00.000Z', null]);
    expect(momentIn(0, 'Europe/Berl')).toMatch(/in UTC$/);
  });
});

it('names the offset', () => {
  const at = Date.parse('2027-01-15T09:00Z');
  expect(offsetName(at, 'America/New_York')).toBe('UTC−05:00');
  expect(zoneAt(at, 'Asia/Kolkata')).toBe('Asia/Kolkata (UTC+05:30)');
  expect(zoneAt(at, 'UTC')).toBe('UTC');
  expect(meant({ at, odd: null }, 'Asia/Kolkata')).toBe(
    '2027-01-15 14:30:00 in Asia/Kolkata (UTC+05:30)',
  );
});

it('calls zones as they are called today', () => {
  expect(calledToday('Asia/Calcutta')).toBe('Asia/Kolkata');
  expect(zones()).toContain('UTC');
  expect(zones()).toContain('Asia/Kolkata');
  expect(zones()).not.toContain('Asia/Calcutta');
});

it('shows no raw times of the API, and says whose clocks show those', () => {
  const at = momentIn(Date.parse('2026-11-22T13:30:00Z'), 'Asia/Kolkata');
  expect(at).toMatch(/22.* 19:00:00 in Asia\/Kolkata$/);
  const text = timesWithin('once at 2026-11-22T13:30:00.5Z, or so', 'Asia/Kolkata');
  expect(text).toBe(`once at ${at}, or so`);
  expect(timesWithin('at 09:00 every day', 'Asia/Kolkata')).toBe('at 09:00 every day');
});

it('names the zone here as this browser takes it', () => {
  const usual = Intl.DateTimeFormat().resolvedOptions();
  const here = vi.spyOn(Intl.DateTimeFormat.prototype, 'resolvedOptions');
  const named = (timeZone: string) => {
    here.mockReturnValue({ ...usual, timeZone });
    return zoneHere();
  };
  expect(named('Asia/Calcutta')).toBe('Asia/Kolkata');
  expect(named('Europe/Paris')).toBe('Europe/Paris');
  expect(named('Etc/Unknown')).toBe('UTC');
  here.mockRestore();
});
