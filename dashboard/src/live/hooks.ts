import { useQueryClient, type QueryKey } from '@tanstack/react-query';
import {
  useCallback,
  useEffect,
  useEffectEvent,
  useMemo,
  useRef,
  useSyncExternalStore,
} from 'react';

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
  const onError = useEffectEvent<NonNullable<Listener['onError']>>(problem =>
    handlers.onError?.(problem),
  );
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
      onError: problem => onError(problem),
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
 * A function that makes a query be read anew `afterMs` later, however often it is called until
 * then: for what the server writes down some time after it told of it.
 */
export function useRefreshLater(queryKey: QueryKey, afterMs: number): () => void {
  const client = useQueryClient();
  const known = JSON.stringify(queryKey);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      // What was written above as a key.
      void client.invalidateQueries({ queryKey: JSON.parse(known) as QueryKey });
    }, afterMs);
  }, [client, known, afterMs]);
}

/**
 * A function that makes queries be read anew, at most once in `everyMs` however often it is
 * called. Hints come in hundreds.
 */
export function useRefresh(keys: readonly QueryKey[], everyMs = 1_000): () => void {
  const client = useQueryClient();
  const known = JSON.stringify(keys);
  const refresh = useMemo(
    () =>
      throttled(() => {
        // What was written above as keys.
        for (const queryKey of JSON.parse(known) as QueryKey[]) {
          void client.invalidateQueries({ queryKey });
        }
      }, everyMs),
    [client, known, everyMs],
  );
  useEffect(() => refresh.cancel, [refresh]);
  return refresh;
}
