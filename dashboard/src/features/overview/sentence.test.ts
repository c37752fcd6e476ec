import { expect, it } from 'vitest';

import { activity } from '../../test/factories/activity';
import { sentence, who } from './sentence';

it('tells what was done to what', () => {
  const said = [
    activity(),
    activity({ subjectId: null, count: 300 }),
    activity({ verb: 'scaled', subjectKind: 'fleet', subjectId: null, detail: 'to 5' }),
    activity({ verb: 'killed', subjectKind: 'worker', subjectId: 'worker-2' }),
    activity({ verb: 'connected', subjectKind: 'worker', subjectId: 'worker-2' }),
    activity({ verb: 'failed' }),
    activity({ verb: 'broken', subjectKind: 'job', subjectId: 'nightly' }),
  ].map(sentence);
  expect(said).toEqual([
    'submitted task b96c320e',
    'submitted 300 tasks',
    'scaled the fleet',
    'killed worker worker-2',
    'worker-2 connected',
    'task b96c320e failed',
    'broken job nightly',
  ]);
});

it('names people, and nobody for what happened by itself', () => {
  expect(['token:admin', 'user:ada', 'worker:w', 'system:coordinator', null].map(who)).toEqual([
    'admin',
    'ada',
    null,
    null,
    null,
  ]);
});
