import { beforeEach, describe, expect, it } from 'vitest';

import { DEFAULT_COLUMNS } from './column';
import { readColumns, readViews, withView, writeColumns, writeViews } from './stored';

beforeEach(() => localStorage.clear());

describe('views', () => {
  it('come back as they were saved', () => {
    const view = { name: 'Reports', filters: { queue: 'reports', state: ['failed' as const] } };
    writeViews([view]);
    expect(readViews()).toEqual([view]);
  });

  it('replace one of the same name', () => {
    const first = { name: 'A', filters: { queue: 'x' } };
    const second = { name: 'A', filters: { queue: 'y' } };
    expect(withView([first], second)).toEqual([second]);
  });

  it('survive what another version wrote', () => {
    localStorage.setItem('taskmaster.tasks.views', '{"broken');
    expect(readViews()).toEqual([]);
    localStorage.setItem(
      'taskmaster.tasks.views',
      JSON.stringify([{ name: 'A', filters: { state: ['gone'], queue: 'x' } }]),
    );
    expect(readViews()).toEqual([{ name: 'A', filters: { queue: 'x' } }]);
  });
});

describe('columns', () => {
  it('are the usual ones until they are chosen', () => {
    expect(readColumns()).toEqual(DEFAULT_COLUMNS);
    writeColumns(['id', 'state']);
    expect(readColumns()).toEqual(['state', 'id']);
  });
});
