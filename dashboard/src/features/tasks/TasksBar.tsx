import { Text } from '@mantine/core';
import { modals } from '@mantine/modals';

import { actOnTask, type Task, type TaskAction, taskKeys } from '../../api/tasks';
import { BulkBar } from '../../components/BulkBar';
import { plural } from '../../components/format';
import { useBulk } from '../../components/use-bulk';
import type { Selection } from '../../components/use-selection';
import { able, stopText, wording } from './bulk';

interface Props {
  readonly selected: Selection<Task>;
  readonly onClear: () => void;
}

const ACTIONS: readonly { action: TaskAction; verb: string }[] = [
  { action: 'cancel', verb: 'Cancel' },
  { action: 'retry', verb: 'Retry' },
  { action: 'pause', verb: 'Pause' },
  { action: 'resume', verb: 'Resume' },
];

/** What can be done to all tasks that are selected. */
export function TasksBar({ selected, onClear }: Props) {
  const act = useBulk({
    of: (action: TaskAction) => able(selected, action),
    act: ({ id }, action) => actOnTask(action, id),
    words: wording,
    refresh: client => client.invalidateQueries({ queryKey: taskKeys.all }),
    onClear,
  });
  const ask = (action: TaskAction, count: string) => {
    if (action !== 'cancel') act.mutate(action);
    else
      modals.openConfirmModal({
        title: `Cancel ${count}?`,
        children: <Text size="sm">{stopText(selected)}</Text>,
        labels: { confirm: `Cancel ${count}`, cancel: 'Keep them' },
        confirmProps: { color: 'red' },
        onConfirm: () => act.mutate(action),
      });
  };
  const offers = ACTIONS.flatMap(({ action, verb }) => {
    const possible = able(selected, action).length;
    if (possible === 0) return [];
    const count = plural(possible, 'task');
    const busy = act.isPending && act.variables === action;
    return [{ label: `${verb} ${count}`, busy, onClick: () => ask(action, count) }];
  });
  return (
    <BulkBar
      one="task"
      count={selected.size}
      offers={offers}
      nothing="Nothing can be done to what has completed."
      onClear={onClear}
    />
  );
}
