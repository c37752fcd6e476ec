import { describe, expect, it } from 'vitest';

import {
  bytes,
  clock,
  duration,
  exact,
  fromNow,
  localTime,
  moment,
  plural,
  sameClock,
  shortCount,
  timeIn,
} from './format';

describe('texts for people', () => {
  it.each([
    [340, '340 ms'],
    [4_260, '4.2 s'],
    [59_999, '59 s'],
    [185_000, '3 m 05 s'],
    [7_800_000, '2 h 10 m'],
    [273_600_000, '3 d 4 h'],
    [-5, '0 ms'],
  ])('%i ms are %s', (ms, text) => expect(duration(ms)).toBe(text));

  it.each([
    [1_000, 'now'],
    [-12_000, '12 s ago'],
    [300_000, 'in 5 m'],
    [-90_000_000, '1 d ago'],
  ])('%i ms from now is %s', (gap, text) => expect(fromNow(1e12 + gap, 1e12)).toBe(text));

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [14_200_000, '14.2 MB'],
    [256e6, '256 MB'],
  ])('%i bytes are %s', (value, text) => expect(bytes(value)).toBe(text));

  it('shows times with 24 hours, and names a zone that is not the reader’s', () => {
    const at = Date.parse('2026-11-22T13:30:00Z');
    for (const text of [clock(at), moment(at), exact(at)]) expect(text).not.toMatch(/[AP]M/);
    expect(timeIn(at, 'Asia/Tokyo')).toBe('22:30 in Asia/Tokyo');
    const late = Date.parse('2026-11-21T23:30:00Z');
    // A day apart, whatever the zone of the reader.
    expect([timeIn(late, 'Pacific/Kiritimati'), timeIn(late, 'Pacific/Midway')].join()).toMatch(
      /Nov 2[12], 2026, |2[12] Nov 2026, /,
    );
    expect(sameClock(at, 'UTC')).toBe(new Date(at).getTimezoneOffset() === 0);
    expect(sameClock(at, 'Mars/Olympus')).toBe(false);
  });

  it('shows no raw times of the API', () => {
    expect(localTime('2026-03-29T03:00:00+02:00')).toBe('2026-03-29 03:00:00, UTC+02:00');
    expect(localTime('2026-03-29T03:00:00Z')).toBe('2026-03-29 03:00:00, UTC');
  });

  it('counts', () => {
    expect(plural(1, 'task')).toBe('1 task');
    expect(plural(1_200, 'task')).toBe('1,200 tasks');
    expect(shortCount(9_999)).toBe('9,999');
    expect(shortCount(1_250_000)).toBe('1.3M');
  });
});
