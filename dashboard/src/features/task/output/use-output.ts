import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';

import { readLines, type Stream, toLine } from '../../../api/logs';
import { useLiveStatus, useTopic } from '../../../live/hooks';
import { logLine } from '../../../live/messages';
import { OutputStore, type View } from './store';

export type Liveness = 'live' | 'reconnecting' | 'ended';

export interface Output {
  readonly store: OutputStore;
  readonly view: View;
  readonly liveness: Liveness;
}

/** So many lines a second are read in pages rather than told one by one. */
const flood = 4_000;

/** The output of an attempt, and more of it while it is written. */
export function useOutput(
  taskId: string,
  attempt: number,
  stream: Stream | null,
  running: boolean,
): Output {
  const store = useMemo(
    () =>
      new OutputStore(
        (after, limit, of) => readLines({ taskId, attempt, after, limit, stream: of }),
        stream,
      ),
    [taskId, attempt, stream],
  );
  const view = useSyncExternalStore(store.subscribe, store.view);
  const status = useLiveStatus();
  const [opened, setOpened] = useState<OutputStore | null>(null);
  const [flooded, setFlooded] = useState(false);
  const told = useRef({ since: 0, lines: 0 });

  useEffect(() => {
    void store.toEnd().then(() => setOpened(store));
    return () => store.close();
  }, [store]);

  const ready = running && opened === store;
  const follows = ready && !flooded;
  const topic = useMemo(
    () => (follows ? ({ topic: 'log', taskId, attempt } as const) : null),
    [follows, taskId, attempt],
  );
  const resume = useCallback(
    () => ({ topic: 'log', taskId, attempt, after: store.newest }) as const,
    [store, taskId, attempt],
  );
  useTopic(topic, {
    resume,
    onEvent: event => {
      const line = logLine(event.data);
      // A later attempt has a view of its own.
      if (line?.attempt !== attempt) return;
      store.push([toLine(line)]);
      if (tooMany(told.current)) setFlooded(true);
    },
    onEnd: () => void store.catchUp(),
  });

  // Without a socket, or with too much for one, new pages are asked for.
  const polls = ready && (flooded || status !== 'live');
  useEffect(() => {
    if (!polls) return undefined;
    const timer = setInterval(() => {
      store.catchUp().then(
        lines => {
          if (lines < flood) setFlooded(false);
        },
        () => undefined,
      );
    }, 1_000);
    return () => clearInterval(timer);
  }, [store, polls]);

  // The last lines come with the end.
  useEffect(() => {
    if (!running && opened === store) void store.catchUp().catch(() => undefined);
  }, [store, opened, running]);

  const liveness = !running ? 'ended' : status === 'live' ? 'live' : 'reconnecting';
  return { store, view, liveness };
}

function tooMany(told: { since: number; lines: number }): boolean {
  const now = performance.now();
  if (now - told.since > 1_000) {
    told.since = now;
    told.lines = 0;
  }
  told.lines += 1;
  return told.lines > flood;
}
