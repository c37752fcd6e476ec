import { Button, Group, Paper, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { actOnTask, type TaskAction, taskKeys } from '../../api/tasks';
import { plural } from '../../components/format';
import { actOnAll, able, showOutcome, stopText } from './bulk';
import type { Selection } from './use-selection';

interface Props {
  readonly selected: Selection;
  readonly onClear: () => void;
}

const ACTIONS: readonly { action: TaskAction; label: string }[] = [
  { action: 'cancel', label: 'Cancel' },
  { action: 'retry', label: 'Retry' },
  { action: 'pause', label: 'Pause' },
  { action: 'resume', label: 'Resume' },
];

/** What can be done to all tasks that are selected. */
export function BulkBar({ selected, onClear }: Props) {
  const client = useQueryClient();
  const act = useMutation({
    mutationFn: (action: TaskAction) =>
      actOnAll(able(selected, action), id => actOnTask(action, id)),
    onSuccess: (outcome, action) => {
      showOutcome(action, outcome);
      if (outcome.refused.size === 0) onClear();
    },
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.all }),
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
  const offers = ACTIONS.map(one => ({ ...one, count: able(selected, one.action).length }));
  const possible = offers.filter(({ count }) => count > 0);
  return (
    <Paper withBorder px="md" py={8} radius="lg" role="region" aria-label="Selected tasks">
      <Group gap="xs">
        <Text size="sm" fw={550} mr="xs" role="status">
          {plural(selected.size, 'task')} selected
        </Text>
        {possible.map(({ action, label, count }) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            loading={act.isPending && act.variables === action}
            disabled={act.isPending}
            onClick={() => ask(action, plural(count, 'task'))}
          >
            {label} {plural(count, 'task')}
          </Button>
        ))}
        {possible.length === 0 && (
          <Text size="sm" c="dimmed">
            Nothing can be done to what has completed.
          </Text>
        )}
        <Button size="xs" variant="subtle" color="gray" ml="auto" onClick={onClear}>
          Clear selection
        </Button>
      </Group>
    </Paper>
  );
}
