import { Checkbox, Table } from '@mantine/core';
import { memo } from 'react';

import type { Task } from '../../api/tasks';
import { shortId } from '../../components/format';
import { taskTitle } from '../../components/titled';
import { CELLS, type WorkerNames } from './cells';
import { type Column, COLUMN_LABELS } from './column';
import classes from './Table.module.css';
import type { Selection } from './use-selection';

interface Props {
  readonly tasks: readonly Task[];
  readonly columns: readonly Column[];
  readonly workers: WorkerNames;
  readonly selected: Selection;
  readonly onSelect: (tasks: readonly Task[], on: boolean) => void;
  /** What is shown is of a question before this one. */
  readonly old: boolean;
}

/** What a phone has room for. */
const NARROW: readonly Column[] = ['state', 'task', 'duration'];

const widthOf = (column: Column) =>
  [
    NARROW.includes(column) ? '' : classes.wide,
    column === 'task' ? classes.task : '',
    column === 'error' ? classes.error : '',
  ]
    .filter(Boolean)
    .join(' ');

/** A page of tasks. */
export function TaskTable({ tasks, columns, workers, selected, onSelect, old }: Props) {
  const chosen = tasks.filter(task => selected.has(task.id)).length;
  return (
    // It scrolls sideways when it is wide, so keys must get there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Tasks">
      <Table
        className={`${classes.table ?? ''} ${old ? (classes.old ?? '') : ''}`}
        verticalSpacing={7}
      >
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.pick}>
              <Checkbox
                size="xs"
                aria-label="Select all on this page"
                checked={chosen > 0 && chosen === tasks.length}
                indeterminate={chosen > 0 && chosen < tasks.length}
                onChange={event => onSelect(tasks, event.currentTarget.checked)}
              />
            </Table.Th>
            {columns.map(column => (
              <Table.Th key={column} className={widthOf(column)}>
                {COLUMN_LABELS[column]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tasks.map(task => (
            <Row
              key={task.id}
              task={task}
              columns={columns}
              workers={workers}
              selected={selected.has(task.id)}
              onSelect={onSelect}
            />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

interface RowProps extends Pick<Props, 'columns' | 'workers' | 'onSelect'> {
  readonly task: Task;
  readonly selected: boolean;
}

const Row = memo(function Row({ task, columns, workers, selected, onSelect }: RowProps) {
  const { name, work } = taskTitle(task);
  return (
    <Table.Tr data-selected={selected || undefined} data-task={task.id}>
      <Table.Td className={classes.pick}>
        <Checkbox
          size="xs"
          aria-label={`Select ${name === '' ? work.slice(0, 60) : name} ${shortId(task.id)}`}
          checked={selected}
          onChange={event => onSelect([task], event.currentTarget.checked)}
        />
      </Table.Td>
      {columns.map(column => (
        <Table.Td key={column} className={widthOf(column)}>
          {CELLS[column](task, workers)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
});
