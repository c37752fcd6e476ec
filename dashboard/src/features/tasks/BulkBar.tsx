import { Button, Group, Paper, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { actOnTask, type TaskAction, taskKeys } from '../../api/tasks';
import { plural } from '../../components/format';
import { said } from '../../components/notices';
import { actOnAll, tell } from './bulk';

interface Props {
  readonly selected: ReadonlySet<string>;
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
    mutationFn: (action: TaskAction) => actOnAll([...selected], id => actOnTask(action, id)),
    onSuccess: (outcome, action) => {
      said(tell(action, outcome));
      if (outcome.refused.size === 0) onClear();
    },
    onSettled: () => client.invalidateQueries({ queryKey: taskKeys.all }),
  });
  return (
    <Paper withBorder px="md" py={8} radius="lg" role="region" aria-label="Selected tasks">
      <Group gap="xs">
        <Text size="sm" fw={550} mr="xs" role="status">
          {plural(selected.size, 'task')} selected
        </Text>
        {ACTIONS.map(({ action, label }) => (
          <Button
            key={action}
            size="xs"
            variant="default"
            loading={act.isPending && act.variables === action}
            disabled={act.isPending}
            onClick={() => act.mutate(action)}
          >
            {label}
          </Button>
        ))}
        <Button size="xs" variant="subtle" color="gray" ml="auto" onClick={onClear}>
          Clear
        </Button>
      </Group>
    </Paper>
  );
}
