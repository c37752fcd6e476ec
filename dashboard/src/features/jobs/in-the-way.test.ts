import { expect, it } from 'vitest';

import { type Fire, toRun } from '../../api/jobs';
import { runFactory } from '../../test/factories/job';
import { runInTheWay } from './in-the-way';

const at = (time: string) => Date.parse(`2026-11-20T${time}Z`);
const skipped: Fire = {
  nominalAt: at('09:00:00'),
  outcome: 'skipped',
  reason: 'overlap',
  runId: null,
  decidedAt: at('09:00:00'),
  jobVersion: 2,
};
const run = (id: string, from: string, to: string | null) => ({
  ...toRun(runFactory({ id })),
  state: to === null ? ('running' as const) : ('completed' as const),
  createdAt: at(from),
  startedAt: at(from),
  finishedAt: to === null ? null : at(to),
});

const later = run('later', '09:00:01', '09:10:00');
const spans = run('spans', '08:00:00', '09:00:00');
const before = run('before', '08:00:00', '08:59:59');

it('is the run that was there at the time', () => {
  expect(runInTheWay(skipped, [later, spans, before])?.id).toBe('spans');
  expect(runInTheWay(skipped, [run('open', '08:00:00', null)])?.id).toBe('open');
});

it('counts also while it waited for a worker', () => {
  const waited = { ...spans, startedAt: at('09:00:30'), finishedAt: at('09:01:00') };
  expect(runInTheWay(skipped, [waited])?.id).toBe('spans');
});

it('is nobody where that is not known', () => {
  expect(runInTheWay(skipped, [later, before])).toBeUndefined();
  expect(runInTheWay({ ...skipped, reason: 'blackout' }, [spans])).toBeUndefined();
  expect(runInTheWay({ ...skipped, nominalAt: null }, [spans])).toBeUndefined();
});
