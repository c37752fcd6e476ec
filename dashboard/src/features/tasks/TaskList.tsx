import { Alert, Button, Skeleton, Stack } from '@mantine/core';
import { IconFilterOff, IconListDetails } from '@tabler/icons-react';

import type { Task, TaskPage } from '../../api/tasks';
import { EmptyState } from '../../components/EmptyState';
import { ErrorState } from '../../components/ErrorState';
import { LinkButton } from '../../components/LinkButton';
import type { Selection } from '../../components/use-selection';
import type { WorkerNames } from './cells';
import type { Column } from './column';
import { TaskTable } from './TaskTable';

interface Props {
  readonly page: TaskPage | undefined;
  readonly error: unknown;
  readonly onRetry: () => void;
  readonly old: boolean;
  readonly filtered: boolean;
  readonly onClear: () => void;
  readonly columns: readonly Column[];
  readonly workers: WorkerNames;
  readonly selected: Selection<Task>;
  readonly onSelect: (tasks: readonly Task[], on: boolean) => void;
}

/** A page of tasks, or what there is in place of one. */
export function TaskList({ page, error, onRetry, filtered, onClear, ...table }: Props) {
  if (page === undefined) {
    if (error !== null) {
      return <ErrorState title="The tasks cannot be shown" error={error} onRetry={onRetry} />;
    }
    return (
      <Stack gap={6} role="status" aria-label="Loading">
        {Array.from({ length: 8 }, (_, at) => (
          <Skeleton key={at} h={34} />
        ))}
      </Stack>
    );
  }
  const stale = error !== null && (
    <Alert color="yellow" variant="light">
      The list cannot be read anew just now; this is what was there before.
    </Alert>
  );
  if (page.tasks.length === 0) {
    return filtered ? (
      <EmptyState
        icon={IconFilterOff}
        title="No task is like that"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      >
        A label must be whole, and a text must be the beginning of a name or a command.
      </EmptyState>
    ) : (
      <EmptyState
        icon={IconListDetails}
        title="No tasks yet"
        action={<LinkButton to="/schedule">Schedule a task</LinkButton>}
      >
        Tasks that are handed in here, over the API or with the command line are listed here.
      </EmptyState>
    );
  }
  return (
    <>
      {stale}
      <TaskTable tasks={page.tasks} {...table} />
    </>
  );
}
