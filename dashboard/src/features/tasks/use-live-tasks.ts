import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { taskKeys, type TaskPage } from '../../api/tasks';
import { useRefresh, useTopic } from '../../live/hooks';
import { taskHint } from '../../live/messages';
import { type Throttled, throttled } from '../../live/throttled';
import { note, patched, type Told } from './live';
import type { TaskSearch } from './search';

/** At most four times a second, however many tasks there are. */
const DRAW_MS = 250;
/** At most so often is the page read anew. */
const READ_MS = 500;

const READ_KEYS = [taskKeys.lists];

/** Keeps the page that is shown up to date. */
export function useLiveTasks(search: TaskSearch): void {
  const client = useQueryClient();
  const told = useRef<Told>(new Map());
  const refresh = useRefresh(READ_KEYS, READ_MS);
  const draw = useRef<Throttled | null>(null);
  useEffect(() => {
    const drawing = throttled(() => {
      const all = told.current;
      told.current = new Map();
      client.setQueriesData<TaskPage>(
        { queryKey: taskKeys.lists },
        page => page && patched(page, all),
      );
    }, DRAW_MS);
    draw.current = drawing;
    return drawing.cancel;
  }, [client]);
  // Not by state: then nothing would tell that a task has left it.
  const { queue, kind } = search;
  const topic = {
    topic: 'tasks' as const,
    ...(queue === undefined ? {} : { queue }),
    ...(kind === undefined ? {} : { kind }),
  };
  useTopic(topic, {
    onEvent: event => {
      const hint = taskHint(event.data);
      if (hint === null) return;
      note(told.current, hint);
      draw.current?.();
      refresh();
    },
    onReady: refresh,
    onLagged: refresh,
  });
}
