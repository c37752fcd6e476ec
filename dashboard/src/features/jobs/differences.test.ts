import { expect, it } from 'vitest';

import { toJob } from '../../api/jobs';
import { jobFactory } from '../../test/factories/job';
import { differences } from './differences';

const { definition } = toJob(jobFactory.on());

it('names the fields that differ by their paths, with both values', () => {
  const changed = {
    ...definition,
    description: 'Other',
    schedule: { ...definition.schedule, active: false },
    labels: {},
  };
  expect(differences(definition, changed)).toEqual([
    { field: 'description', before: '"Copies everything"', after: '"Other"' },
    { field: 'labels.team', before: '"ops"', after: '—' },
    { field: 'schedule.active', before: 'true', after: 'false' },
  ]);
});

it('says nothing of two that are the same', () => {
  expect(differences(definition, structuredClone(definition))).toEqual([]);
});
