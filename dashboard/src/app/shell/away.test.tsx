import { act, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { moment } from '../../components/format';
import { LiveConnection } from '../../live/connection';
import { LiveContext } from '../../live/context';
import { expectAccessible } from '../../test/axe';
import { show } from '../../test/render';
import { FakeSocket } from '../../test/socket';
import { AwayNotice } from './AwayNotice';
import { ConnectionBadge } from './ConnectionBadge';

it('says that what is shown is old, and of when it is', async () => {
  const live = new LiveConnection('ws://here/api/ws', { open: url => new FakeSocket(url) });
  live.start();
  FakeSocket.last.accept();
  const { container } = await show(
    <LiveContext value={live}>
      <ConnectionBadge />
      <AwayNotice />
    </LiveContext>,
  );
  expect(screen.getByText('Live')).toBeVisible();
  act(() => FakeSocket.last.drop());
  expect(screen.getByText('Polling')).toBeVisible();
  act(() => live.answered(false));
  const heardAt = moment(live.heardAt ?? 0);
  expect(screen.getByText('Not reachable')).toBeVisible();
  expect(screen.getByText(`TaskMaster cannot be reached since ${heardAt}`)).toBeVisible();
  expect(screen.getByText(new RegExp(`Everything below is as of ${heardAt}`))).toBeVisible();
  // What changes every second is not read aloud each time.
  const age = screen.getByText(/Everything below is as of/).querySelector('time');
  expect(age).toHaveTextContent(/ago|now/);
  expect(age?.closest('[aria-live]')).toHaveAttribute('aria-live', 'off');
  await expectAccessible(container);
  act(() => live.answered(true));
  expect(screen.queryByText('Not reachable')).toBeNull();
  live.stop();
});
