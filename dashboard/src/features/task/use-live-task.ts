import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { hasEnded, type TaskDetail, taskKeys, toTaskDetail } from '../../api/tasks';
import { useTopic } from '../../live/hooks';
import { wholeTask } from '../../live/messages';
import { type Throttled, throttled } from '../../live/throttled';

/** How often what is told of a task is drawn, at the most. */
const DRAW_MS = 250;

/** Keeps a task up to date from the live connection for as long as it can change. */
export function useLiveTask(task: TaskDetail | undefined): void {
  const client = useQueryClient();
  const told = useRef<TaskDetail | null>(null);
  const id = task?.id;
  const show = useRef<Throttled | null>(null);
  useEffect(() => {
    const drawing = throttled(() => {
      const next = told.current;
      if (next === null) return;
      const before = client.getQueryData<TaskDetail>(taskKeys.detail(next.id));
      client.setQueryData(taskKeys.detail(next.id), next);
      if (before?.attempt !== next.attempt || before.state !== next.state) {
        void client.invalidateQueries({ queryKey: taskKeys.attempts(next.id) });
      }
    }, DRAW_MS);
    show.current = drawing;
    return drawing.cancel;
  }, [client]);
  const readAnew = () => {
    if (id !== undefined) void client.invalidateQueries({ queryKey: taskKeys.detail(id) });
  };
  // Once it has ended nothing is told any more; a retry makes it a task to hear of again.
  const topic =
    task === undefined || hasEnded(task.state)
      ? null
      : ({ topic: 'task', taskId: task.id } as const);
  useTopic(topic, {
    onEvent: event => {
      const whole = wholeTask(event.data);
      if (whole === null) return;
      told.current = toTaskDetail(whole);
      show.current?.();
    },
    onLagged: readAnew,
    onEnd: readAnew,
  });
}
