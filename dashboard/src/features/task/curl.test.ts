import { expect, it } from 'vitest';

import { task } from '../../test/factories/task';
import { asCurl } from './curl';

it('hands the same task in again', () => {
  const copy = asCurl(task('failed', { command: `echo 'it''s'; $(rm)` }), 'http://x/base/');
  expect(copy).toMatchInlineSnapshot(`
    "curl -sS 'http://x/base/api/tasks' \\
      -H "Authorization: Bearer $TASKMASTER_TOKEN" \\
      -H 'Content-Type: application/json' \\
      -d '{"kind":"shell","command":"echo '\\''it'\\'''\\''s'\\''; $(rm)","name":"report","queue":"default","priority":0,"maxAttempts":3,"retry":{"backoff":"exponential","delaySeconds":1,"maxDelaySeconds":300,"neverOn":[]},"timeoutSeconds":3600,"graceSeconds":5,"exclusive":false,"env":{"REPORT_DAY":""},"labels":{"team":"data"},"metadata":{"ticket":7}}'"
  `);
});
