import { expect, it } from 'vitest';

import { TIMES, type Coming, type Times } from '../../../api/coming';
import { jobFactory } from '../../../test/factories/job';
import { now } from '../../../test/factories/task';
import { lineOf } from './line';

const { schedule } = jobFactory.on();
const minute = 60_000;
const job = (over: Partial<Coming['schedule']> = {}): Coming => ({
  jobId: 'a',
  name: 'a',
  next: now + minute,
  schedule: { ...schedule, ...over },
});
const times = (all: number[], kept = all): Times => ({ all, kept, isFull: all.length >= TIMES });
const from = (first: number, gap: number) =>
  Array.from({ length: TIMES }, (_, at) => first + at * gap);
const every = (gap: number) => times(from(now + minute, gap));

it('has a tick for each run within the window', () => {
  const line = lineOf(job(), every(30 * minute), now + 60 * minute);
  expect(line).toEqual({
    marks: [now + minute, now + 31 * minute],
    goesOn: false,
    words: '2 runs',
  });
  expect(lineOf(job(), times([]), now + 60 * minute).words).toBe('1 run');
});

it('counts nothing while its times are not known', () => {
  const line = lineOf(job(), undefined, now + 60 * minute);
  expect(line).toEqual({ marks: [now + minute], goesOn: false, words: '' });
});

it('has a tick for each hour of a day, also once a few minutes of its times have gone by', () => {
  const later = { ...job(), next: now + 61 * minute };
  const line = lineOf(later, every(60 * minute), now + (24 * 60 + 5) * minute);
  expect(line).toMatchObject({ goesOn: false, words: '24 runs' });
});

it('tells how often what is too frequent comes', () => {
  const line = lineOf(job(), every(10_000), now + 60 * minute);
  expect(line).toEqual({ marks: [now + minute], goesOn: true, words: 'every 10 s' });
  const uneven = every(minute).all.map((at, place) => at + (place === 3 ? 1_000 : 0));
  expect(lineOf(job(), times(uneven), now + 60 * minute).words).toBe('about every 1 m');
});

it('tells it also when all the times that are known have gone by', () => {
  const line = lineOf(job(), times(from(now - 5 * minute, 10_000)), now + 60 * minute);
  expect(line).toEqual({ marks: [now + minute], goesOn: true, words: 'every 10 s' });
});

it('takes what a blackout hides for no end', () => {
  const all = from(now + minute, 5 * minute);
  const line = lineOf(job(), times(all, all.slice(0, 7)), now + 24 * 60 * minute);
  expect(line).toMatchObject({ goesOn: true, words: 'about every 5 m' });
  const hidden = lineOf(job(), times(all, []), now + 24 * 60 * minute);
  expect(hidden).toMatchObject({ goesOn: true, words: 'about every 5 m' });
});

it('knows of an interval the next run only, and how often it comes', () => {
  const hourly = job({ kind: 'interval', seconds: 3_600 });
  expect(lineOf(hourly, undefined, now + 24 * 60 * minute)).toEqual({
    marks: [now + minute],
    goesOn: true,
    words: 'every 1 h',
  });
  expect(lineOf(hourly, undefined, now + 60 * minute)).toMatchObject({
    goesOn: false,
    words: '1 run',
  });
});
