import { useState } from 'react';

import type { TaskState } from '../../api/tasks';
import { instant, type Instant } from '../../api/time';
import { useTopic } from '../../live/hooks';
import { taskHint, type LiveEvent } from '../../live/messages';
import { paced } from '../../live/pace';

/** How many lines of the feed are kept. */
export const FEED_LENGTH = 30;

/** One line: a task came to a state, or so many changes that were not told one by one. */
export type FeedItem =
  | {
      type: 'task';
      key: string;
      at: Instant;
      taskId: string;
      state: TaskState;
      kind: string;
      queue: string;
    }
  | { type: 'dropped'; key: string; at: Instant; dropped: number };

/** What an event says of one task; null when it names no state. */
export function feedItem(event: LiveEvent): FeedItem | null {
  const hint = taskHint(event.data);
  if (hint?.state == null) return null;
  const { taskId, state, kind, queue, attempt } = hint;
  const at = instant(event.time) ?? 0;
  return { type: 'task', key: `${taskId}/${attempt}/${state}`, at, taskId, state, kind, queue };
}

/** The newest first; changes that were left out add up in one line. */
export function withItems(feed: readonly FeedItem[], fresh: readonly FeedItem[]): FeedItem[] {
  const all = [...feed];
  for (const item of fresh) {
    const first = all[0];
    if (item.type === 'dropped' && first?.type === 'dropped') {
      all[0] = { ...first, at: item.at, dropped: first.dropped + item.dropped };
    } else if (!all.some(other => other.key === item.key)) {
      all.unshift(item);
    }
  }
  return all.slice(0, FEED_LENGTH);
}

/** The feed since this page was opened. `onChange` hears of every event. */
export function useFeed(onChange: () => void): readonly FeedItem[] {
  const [feed, setFeed] = useState<readonly FeedItem[]>([]);
  const [add] = useState(() => coalesced(items => setFeed(old => withItems(old, items))));
  useTopic(
    { topic: 'tasks' },
    {
      onReady: onChange,
      onEvent: event => {
        const item = feedItem(event);
        if (item !== null) add(item);
        onChange();
      },
      onLagged: dropped => {
        const at = Date.now();
        add({ type: 'dropped', key: `dropped/${at}`, at, dropped });
        onChange();
      },
    },
  );
  return feed;
}

/** Holds items back until it is time to draw; what would not be kept is not held. */
function coalesced(draw: (items: FeedItem[]) => void): (item: FeedItem) => void {
  let held: FeedItem[] = [];
  let waiting = false;
  return item => {
    held.push(item);
    if (held.length > 2 * FEED_LENGTH) held = held.slice(-FEED_LENGTH);
    if (waiting) return;
    waiting = true;
    paced(() => {
      const items = held;
      held = [];
      waiting = false;
      draw(items);
    });
  };
}
