import { expect, it } from 'vitest';

import { FEED_LENGTH, feedItem, withItems, type FeedItem } from './useFeed';

const event = (state: string | null, attempt = 1) => ({
  topic: 'tasks',
  event: `task.${state ?? 'changed'}`,
  seq: 1,
  time: '2026-11-21T09:00:00.000Z',
  data: { taskId: 't', state, attempt, queue: 'default', kind: 'shell' },
});
const item = (state: string, attempt = 1): FeedItem => {
  const made = feedItem(event(state, attempt));
  if (made === null) throw new Error('the event says nothing');
  return made;
};
const dropped = (count: number): FeedItem => ({
  type: 'dropped',
  key: `dropped/${count}`,
  at: 0,
  dropped: count,
});

it('tells only what an event says', () => {
  expect(feedItem(event('running'))).toMatchObject({ taskId: 't', state: 'running' });
  expect(feedItem(event(null))).toBeNull();
  expect(feedItem({ ...event('running'), data: 'nonsense' })).toBeNull();
});

it('has the newest first, each once, and not without end', () => {
  const feed = withItems([], [item('queued'), item('running'), item('running')]);
  expect(feed.map(one => one.type === 'task' && one.state)).toEqual(['running', 'queued']);
  const many = Array.from({ length: 100 }, (_, attempt) => item('running', attempt));
  expect(withItems(feed, many)).toHaveLength(FEED_LENGTH);
});

it('adds up what was left out', () => {
  const feed = withItems([item('queued')], [dropped(5), dropped(7)]);
  expect(feed).toHaveLength(2);
  expect(feed[0]).toMatchObject({ type: 'dropped', dropped: 12 });
});
