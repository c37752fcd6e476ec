import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { activity } from '../../test/factories/activity';
import { show } from '../../test/render';
import { Log } from './Log';

it('leads to the job that something was done to, as long as it is there', async () => {
  const job = { subjectKind: 'job', subjectId: 'the-job', detail: 'nightly' };
  const changed = activity({ ...job, id: 1, verb: 'changed' });
  await show(<Log activity={[changed, activity({ ...job, id: 2, verb: 'deleted' })]} />);
  expect(screen.getByRole('link')).toHaveTextContent('changed nightly');
  expect(screen.getByRole('link')).toHaveAttribute('href', '/jobs/the-job');
  expect(screen.getByText('deleted nightly')).toBeVisible();
});
