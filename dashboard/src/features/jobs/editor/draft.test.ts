import { expect, it } from 'vitest';

import { toDraft, withDraft } from './draft';
import { blank } from './form';

it('keeps what was typed, but not the environment', () => {
  const form = {
    ...blank(),
    name: 'nightly',
    priority: '',
    hours: ['3', '4'],
    env: 'TOKEN=secret',
  };
  const text = JSON.stringify(toDraft(form));
  expect(text).not.toContain('secret');
  const first = { ...blank(), env: 'TOKEN=' };
  expect(withDraft(first, JSON.parse(text))).toEqual({ ...form, env: 'TOKEN=' });
});

it('takes nothing that is of another kind', () => {
  const first = blank();
  const odd = { name: 7, hours: '9', minutes: [1], enabled: 'yes', more: 1, env: 'A=1' };
  expect(withDraft(first, odd)).toEqual(first);
  expect(withDraft(first, null)).toBe(first);
});
