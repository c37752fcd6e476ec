import { describe, expect, it } from 'vitest';

import { now } from '../../test/factories/task';
import { anyFilter, filtersOf, parseTaskSearch, toQuery, withFilters } from './search';

const cursor = '01a1fd85-0368-7724-84f1-fa1fb96c320e';

describe('parseTaskSearch', () => {
  it('takes every filter', () => {
    const search = {
      state: ['failed', 'running'],
      queue: 'default',
      kind: 'shell',
      worker: 'worker-1',
      label: ['team=data'],
      text: 'make',
      range: '1h',
      cursor,
      limit: 100 as const,
    };
    expect(parseTaskSearch(search)).toEqual(search);
  });

  it('takes one value for a list', () => {
    expect(parseTaskSearch({ state: 'failed' })).toEqual({ state: ['failed'] });
  });

  it('takes what the API takes: states with commas between, and a job', () => {
    const state = ['failed', 'canceled'];
    expect(parseTaskSearch({ state: 'failed,canceled' })).toEqual({ state });
    expect(parseTaskSearch({ state: ['failed,bogus', 'canceled'] })).toEqual({ state });
    expect(parseTaskSearch({ jobId: cursor })).toEqual({ jobId: cursor });
    expect(toQuery({ jobId: cursor }, now)).toEqual({ jobId: cursor, limit: 50 });
    expect(parseTaskSearch({ jobId: 'nightly' })).toEqual({});
  });

  it('leaves out what is wrong and keeps the rest', () => {
    expect(
      parseTaskSearch({
        state: ['nonsense', 'failed'],
        label: 'no equals sign',
        limit: 7,
        cursor: 'x',
        range: 'ever',
        createdAfter: 'yesterday',
        text: { a: 1 },
        other: true,
        queue: '',
      }),
    ).toEqual({ state: ['failed'] });
  });

  it('takes no time that the API would not', () => {
    for (const createdAfter of ['7', 'May', '9999-12-31T23:59', '2026-13-01T00:00', '']) {
      expect(parseTaskSearch({ createdAfter })).toEqual({});
    }
    const createdBefore = '2026-11-21T09:00';
    expect(parseTaskSearch({ createdBefore })).toEqual({ createdBefore });
  });
});

describe('filters', () => {
  it('start at the first page when they change', () => {
    expect(withFilters({ cursor, limit: 25, queue: 'a' }, { queue: 'b' })).toEqual({
      queue: 'b',
      limit: 25,
    });
    expect(withFilters({ cursor, queue: 'a' }, { queue: undefined })).toEqual({});
  });

  it('are told from paging', () => {
    expect(filtersOf({ cursor, limit: 25, text: 'x' })).toEqual({ text: 'x' });
    expect(anyFilter({ cursor, limit: 25 })).toBe(false);
    expect(anyFilter({ state: ['failed'] })).toBe(true);
  });
});

describe('toQuery', () => {
  it('turns a span into a time, cut to the minute', () => {
    const first = toQuery({ range: '1h' }, now + 1_000);
    expect(first).toEqual({ limit: 50, createdAfter: '2026-11-21T08:00:00.000Z' });
    expect(toQuery({ range: '1h' }, now + 59_000)).toEqual(first);
  });

  it('gives times an offset', () => {
    expect(toQuery({ createdBefore: '2026-11-21T10:00:00+01:00' }, now)).toEqual({
      limit: 50,
      createdBefore: '2026-11-21T09:00:00.000Z',
    });
  });
});
