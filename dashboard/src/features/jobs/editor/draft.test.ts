import { expect, it } from 'vitest';

import { toJob } from '../../../api/jobs';
import { jobFactory } from '../../../test/factories/job';
import { blackoutRow } from './blackout-rows';
import { checkRow } from './check-rows';
import { filledBefore, filledFrom, toDraft, withDraft } from './draft';
import { blank } from './form';

it('keeps what was typed, but not the environment', () => {
  const form = {
    ...blank(),
    name: 'nightly',
    priority: '',
    hours: ['3', '4'],
    env: 'TOKEN=secret',
    checks: [{ ...checkRow(), name: 'db', port: 5432 }],
    blackouts: [{ ...blackoutRow(), weekdays: ['6'], fromWas: '2026-12-24T00:00:00.5Z' }],
  };
  const text = JSON.stringify(toDraft(form, { version: 0, form }));
  expect(text).not.toContain('secret');
  const first = { ...blank(), env: 'TOKEN=' };
  expect(withDraft(first, JSON.parse(text))).toEqual({ ...form, env: 'TOKEN=' });
});

it('takes nothing that is of another kind', () => {
  const first = blank();
  const odd = {
    name: 7,
    hours: '9',
    minutes: [1],
    enabled: 'yes',
    more: 1,
    env: 'A=1',
    checks: ['db'],
  };
  expect(withDraft(first, odd)).toEqual(first);
  expect(withDraft(first, null)).toBe(first);
});

it('knows what the form was filled with, whatever is stored by now', () => {
  const before = filledFrom(toJob(jobFactory.on({ version: 2 })));
  const now = filledFrom(toJob(jobFactory.broken({ version: 3 })));
  const draft: unknown = JSON.parse(JSON.stringify(toDraft(before.form, before)));
  expect(filledBefore(now, draft)).toEqual({ ...before, form: { ...before.form } });
  expect(filledBefore(now, null)).toBe(now);
  expect(filledBefore(now, { filled: { version: 'two' } })).toBe(now);
});
