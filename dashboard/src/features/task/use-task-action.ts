import { useMutation, useQueryClient } from '@tanstack/react-query';

import { actOnTask, type TaskAction, type TaskDetail, taskKeys } from '../../api/tasks';
import { failed, said } from '../../components/notices';

const DONE: Record<TaskAction, string> = {
  cancel: 'The task is canceled',
  retry: 'The task is tried again',
  pause: 'The task is paused',
  resume: 'The task goes on',
};

/** Does something to a task, and shows at once what the answer says. */
export function useTaskAction(id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (action: TaskAction) => actOnTask(action, id),
    onSuccess: (task: TaskDetail, action) => {
      client.setQueryData(taskKeys.detail(id), task);
      said(
        task.state === 'running' && action === 'cancel'
          ? 'The task is being canceled'
          : DONE[action],
      );
    },
    onError: (error, action) => failed(`Cannot ${action} the task`, error),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: taskKeys.detail(id) }),
        client.invalidateQueries({ queryKey: taskKeys.attempts(id) }),
        client.invalidateQueries({ queryKey: taskKeys.lists }),
      ]),
  });
}
