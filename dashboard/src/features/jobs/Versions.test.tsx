import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { jobFactory } from '../../test/factories/job';
import { show } from '../../test/render';
import { json, serve } from '../../test/server';
import { Versions } from './Versions';

const job = jobFactory.on();

/** Each with another priority, newest first. */
const versions = (from: number, to: number) =>
  Array.from({ length: from - to + 1 }, (_, place) => {
    const version = from - place;
    const task = { ...job.task, priority: version };
    return { ...job, version, task, validFrom: job.updatedAt, editedBy: `token:${version}` };
  });

it('goes back to the first one, and never takes the last of a page for one', async () => {
  const calls = serve({
    [`GET /api/jobs/${job.id}/versions`]: request => {
      const isFirst = !new URL(request.url).searchParams.has('cursor');
      if (isFirst) return json({ versions: versions(4, 3), nextCursor: '3' });
      return json({ versions: versions(2, 1), nextCursor: null });
    },
  });
  const { user, container } = await show(<Versions jobId={job.id} />);
  const changed = (version: number) => `What version ${version} changed`;
  await screen.findByRole('region', { name: changed(4) });
  expect(screen.queryByRole('region', { name: changed(3) })).toBeNull();
  expect(screen.getByText(/shown together with the version before/)).toBeVisible();
  await expectAccessible(container);
  await user.click(screen.getByRole('button', { name: 'Earlier versions' }));
  expect(await screen.findByRole('region', { name: changed(3) })).toHaveTextContent('2 → 3');
  expect(screen.getByRole('region', { name: changed(2) })).toBeVisible();
  expect(screen.queryByRole('region', { name: changed(1) })).toBeNull();
  expect(screen.getByText('Version 1')).toBeVisible();
  expect(screen.queryByText(/shown together/)).toBeNull();
  expect(screen.queryByRole('button')).toBeNull();
  const cursors = calls.map(({ url }) => new URL(url).searchParams.get('cursor'));
  expect(cursors).toEqual([null, '3']);
});
