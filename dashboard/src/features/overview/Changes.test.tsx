import { useQueryClient } from '@tanstack/react-query';
import { screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, it } from 'vitest';

import { tasksQuery } from '../../api/tasks';
import { task } from '../../test/factories/task';
import { show } from '../../test/render';
import { serve } from '../../test/server';
import { Changes } from './Changes';
import type { FeedItem } from './useFeed';

const item = (taskId: string): FeedItem => ({
  type: 'task',
  key: taskId,
  at: 0,
  taskId,
  state: 'running',
  kind: 'shell',
  queue: 'default',
});
const feed = [item('one-00000001'), item('two-00000002')];

/** The feed beside another part of the page, which reads tasks and forgets them. */
function Page() {
  const client = useQueryClient();
  const [, draw] = useState(0);
  const read = () => {
    const tasks = [task('running', { id: 'one-00000001', name: 'nightly' })];
    client.setQueryData(tasksQuery({}).queryKey, { tasks, nextCursor: null, partial: false });
    draw(1);
  };
  const forget = () => {
    client.clear();
    draw(2);
  };
  return (
    <>
      <button onClick={read}>read</button>
      <button onClick={forget}>forget</button>
      <Changes feed={feed} />
    </>
  );
}

it('names what the page has read of, from then on, and asks nobody', async () => {
  const calls = serve({});
  const { user } = await show(<Page />);
  const texts = () => screen.getAllByRole('link').map(link => link.textContent);
  expect(texts()).toEqual([
    expect.stringMatching(/^00000001running · shell · default/),
    expect.stringMatching(/^00000002running · shell · default/),
  ]);
  await user.click(screen.getByRole('button', { name: 'read' }));
  const named = [
    expect.stringMatching(/^nightly make reportrunning · 00000001 · shell · default/),
    expect.stringMatching(/^00000002running/),
  ];
  expect(texts()).toEqual(named);
  await user.click(screen.getByRole('button', { name: 'forget' }));
  expect(texts()).toEqual(named);
  expect(calls).toEqual([]);
});
