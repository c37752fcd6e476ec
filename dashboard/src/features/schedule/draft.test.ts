import { expect, it } from 'vitest';

import { toDraft, withDraft } from './draft';
import { initial, row } from './form';

it('keeps what was typed, but no values of variables', () => {
  const form = {
    ...initial,
    command: 'make report',
    priority: 7,
    timeoutSeconds: '',
    startTimeoutSeconds: 30,
    env: [row('TOKEN', 'secret')],
    labels: [row('team', 'data')],
  };
  const text = JSON.stringify(toDraft(form));
  expect(text).not.toContain('secret');
  const back = withDraft(initial, JSON.parse(text));
  expect(back).toMatchObject({ command: 'make report', priority: 7, timeoutSeconds: '' });
  expect(back.startTimeoutSeconds).toBe(30);
  expect(back.env).toMatchObject([{ name: 'TOKEN', value: '' }]);
  expect(back.labels).toMatchObject([{ name: 'team', value: 'data' }]);
});

it('takes nothing that is of another kind', () => {
  expect(withDraft(initial, null)).toBe(initial);
  const odd = { exclusive: 'yes', neverOn: 'all', labels: [3, { name: 4 }], more: 1 };
  const { labels, ...rest } = withDraft(initial, { ...odd, command: 7 });
  expect(labels).toMatchObject([{ name: '', value: '' }]);
  expect({ ...rest, labels: [] }).toEqual(initial);
});

it('takes no list with something of another kind in it', () => {
  expect(withDraft(initial, { neverOn: [7] }).neverOn).toEqual([]);
  expect(withDraft(initial, { neverOn: ['timeout'] }).neverOn).toEqual(['timeout']);
});
