import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from 'react';

import type { LiveStatus, Listener } from './connection';
import { useConnection } from './context';
import type { Topic } from './messages';
import { throttled } from './throttled';

/** How the page hears of changes now. */
export function useLiveStatus(): LiveStatus {
  const connection = useConnection();
  return useSyncExternalStore(connection.watch, () => connection.status);
}

/**
 * Hears of a topic while the component is there; null for none. A new subscription is made when
 * the topic's fields change, not when the handlers do.
 */
export function useTopic(
  topic: Topic | null,
  handlers: Omit<Listener, 'topic'> & { resume?: () => Topic },
): void {
  const connection = useConnection();
  const key = topic === null ? null : JSON.stringify(topic);
  const onReady = useEffectEvent(() => handlers.onReady?.());
  const onEvent = useEffectEvent<NonNullable<Listener['onEvent']>>(event =>
    handlers.onEvent?.(event),
  );
  const onLagged = useEffectEvent((dropped: number) => handlers.onLagged?.(dropped));
  const onEnd = useEffectEvent(() => handlers.onEnd?.());
  const ask = useEffectEvent((first: Topic) => handlers.resume?.() ?? first);
  useEffect(() => {
    if (key === null) return undefined;
    // What was written above as a Topic.
    const first = JSON.parse(key) as Topic;
    return connection.subscribe({
      topic: () => ask(first),
      onReady: () => onReady(),
      onEvent: event => onEvent(event),
      onLagged: dropped => onLagged(dropped),
      onEnd: () => onEnd(),
    });
  }, [connection, key]);
}

/** Every how many milliseconds to ask while nobody tells. */
export const POLL_MS = 3_000;

/**
 * For a query's `refetchInterval`: often while the page polls; while it is live only now and then,
 * as a net below hints.
 */
export function usePolling(everyMs: number = POLL_MS): number {
  return useLiveStatus() === 'live' ? 30_000 : everyMs;
}

/**
 * A function that makes queries be read anew `afterMs` later, however often it is called until
 * then: for what the server writes down some time after it told of it.
 */
export function useRefreshLater(queryKey: QueryKey, afterMs: number): () => void {
  const client = useQueryClient();
  const known = JSON.stringify(queryKey);
  const refresh = useMemo(
    () =>
      throttled(async () => {
        await new Promise(resolve => setTimeout(resolve, afterMs));
        // What was written above as a key.
        await client.invalidateQueries({ queryKey: JSON.parse(known) as QueryKey });
      }, afterMs),
    [client, known, afterMs],
  );
  useEffect(() => refresh.cancel, [refresh]);
  return refresh;
}

/**
 * A function that makes queries be read anew, at most once in `everyMs` however often it is called,
 * and not before they are read: reading again gives up what is under way. Hints come in hundreds.
 */
export function useRefresh(keys: readonly QueryKey[], everyMs = 1_000): () => void {
  const client = useQueryClient();
  const known = JSON.stringify(keys);
  const refresh = useMemo(() => {
    // What was written above as keys.
    const all = JSON.parse(known) as QueryKey[];
    const read = () => Promise.all(all.map(queryKey => client.invalidateQueries({ queryKey })));
    return throttled(read, everyMs);
  }, [client, known, everyMs]);
  useEffect(() => refresh.cancel, [refresh]);
  return refresh;
}
