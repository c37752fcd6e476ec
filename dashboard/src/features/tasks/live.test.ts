import { describe, expect, it } from 'vitest';

import type { TaskPage } from '../../api/tasks';
import { task } from '../../test/factories/task';
import { note, patched, type Told } from './live';

const page: TaskPage = {
  tasks: [task('running', { id: 'a' }), task('queued', { id: 'b' })],
  nextCursor: null,
  partial: false,
};

describe('patched', () => {
  it('changes what was told of and nothing else', () => {
    const told: Told = new Map([
      ['a', 'completed'],
      ['elsewhere', 'failed'],
    ]);
    const next = patched(page, told);
    expect(next.tasks.map(one => one.state)).toEqual(['completed', 'queued']);
    expect(next.tasks[1]).toBe(page.tasks[1]);
  });

  it('is the same page when nothing changes', () => {
    expect(patched(page, new Map([['a', 'running']]))).toBe(page);
  });
});

describe('note', () => {
  it('keeps the latest, and leaves out what must be read', () => {
    const told: Told = new Map();
    const hint = { taskId: 'a', attempt: 1, queue: 'default', kind: 'shell' } as const;
    note(told, { ...hint, state: 'running' });
    note(told, { ...hint, state: 'completed' });
    note(told, { ...hint, taskId: 'b', state: null });
    expect([...told]).toEqual([['a', 'completed']]);
  });
});
