import { expect, it } from 'vitest';

import { understood } from './understood';

const id = '01a1fd85-0368-7724-84f1-fa1fb96c320e';

it('finds a task’s id wherever it stands', () => {
  const task = { kind: 'task', id };
  expect(understood(id)).toEqual(task);
  expect(understood(`http://a.example/tm/tasks/${id.toUpperCase()}?x`)).toEqual(task);
  expect(understood(`task.id="${id}" started`)).toEqual(task);
});

it('scales to what a fleet can have', () => {
  expect(understood(' scale to 4')).toEqual({ kind: 'scale', count: 4 });
  expect(understood('Scale 50')).toEqual({ kind: 'scale', count: 50 });
  expect(understood('scale 0')).toBeNull();
  expect(understood('scale 51')).toBeNull();
});

it('asks for nothing by other words', () => {
  expect(understood('workers')).toBeNull();
  expect(understood('')).toBeNull();
});
