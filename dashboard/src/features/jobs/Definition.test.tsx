import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { toJob } from '../../api/jobs';
import { expectAccessible } from '../../test/axe';
import { jobFactory } from '../../test/factories/job';
import { show } from '../../test/render';
import { Definition } from './Definition';

it('shows the bounds and the blackouts on the clocks of the job, with their days', async () => {
  const night = { from: '22:00', until: '06:00', weekdays: [0, 6], reason: 'week end' };
  const { schedule } = jobFactory.on();
  const bounds = { startsAt: '2027-06-30T22:00:00Z', endsAt: '2027-12-31T23:00:00Z' };
  const job = jobFactory.on({ schedule: { ...schedule, ...bounds, blackouts: [night] } });
  const { container } = await show(<Definition job={toJob(job)} />);
  expect(screen.getByText(/on Sun, Sat: week end$/)).toBeVisible();
  expect(screen.getByText('Not before').nextSibling).toHaveTextContent(
    /Jul.* 00:00:00 in Europe\/Berlin$/,
  );
  expect(screen.getByText('Not from').nextSibling).toHaveTextContent(
    /2028.* 00:00:00 in Europe\/Berlin$/,
  );
  await expectAccessible(container);
});
