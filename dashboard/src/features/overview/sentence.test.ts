import { expect, it } from 'vitest';

import { activity } from '../../test/factories/activity';
import { aside, sentence, who } from './sentence';

it('tells what was done to what', () => {
  const said = [
    activity(),
    activity({ subjectId: null, count: 300 }),
    activity({ verb: 'scaled', subjectKind: 'fleet', subjectId: null, detail: 'to 5' }),
    activity({ verb: 'killed', subjectKind: 'worker', subjectId: 'worker-2' }),
    activity({ verb: 'connected', subjectKind: 'worker', subjectId: 'worker-2' }),
    activity({ verb: 'failed', detail: 'report: exited with code 3' }),
    activity({ verb: 'created', subjectKind: 'job', detail: 'nightly' }),
    activity({ detail: '' }),
  ].map(sentence);
  expect(said).toEqual([
    'submitted report',
    'submitted 300 tasks',
    'scaled the fleet',
    'killed worker worker-2',
    'worker-2 connected',
    'report: exited with code 3',
    'created nightly',
    'submitted task b96c320e',
  ]);
});

it('tells beside the name which one it is', () => {
  const said = [
    activity(),
    activity({ verb: 'failed', detail: 'report: exited with code 3' }),
    activity({ verb: 'scaled', subjectKind: 'fleet', subjectId: null, detail: 'to 5' }),
    activity({ subjectId: null, count: 300, detail: 'demo' }),
  ].map(aside);
  expect(said).toEqual(['task b96c320e', 'task b96c320e failed', 'to 5', 'demo']);
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
