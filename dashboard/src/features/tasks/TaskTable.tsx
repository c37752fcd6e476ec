import { Table } from '@mantine/core';
import { memo } from 'react';

import type { Task } from '../../api/tasks';
import { shortId } from '../../components/format';
import { Pick, PickAll } from '../../components/Pick';
import { ScrollRegion } from '../../components/ScrollRegion';
import tables from '../../components/Table.module.css';
import { taskTitle } from '../../components/titled';
import type { Selection } from '../../components/use-selection';
import { visible } from '../../components/visible';
import { CELLS, type WorkerNames } from './cells';
import { type Column, COLUMN_LABELS } from './column';
import classes from './Table.module.css';

interface Props {
  readonly tasks: readonly Task[];
  readonly columns: readonly Column[];
  readonly workers: WorkerNames;
  readonly selected: Selection<Task>;
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
    column === 'duration' ? classes.last : '',
    column === 'error' ? classes.error : '',
  ]
    .filter(Boolean)
    .join(' ');

/** A page of tasks. */
export function TaskTable({ tasks, columns, workers, selected, onSelect, old }: Props) {
  const chosen = tasks.filter(task => selected.has(task.id)).length;
  return (
    <ScrollRegion label="Tasks" framed>
      <Table
        className={[tables.table, classes.table, old ? classes.old : ''].join(' ')}
        verticalSpacing={7}
      >
        <Table.Thead>
          <Table.Tr>
            <PickAll
              label="Select all on this page"
              items={tasks}
              selected={chosen}
              onSelect={onSelect}
            />
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
    </ScrollRegion>
  );
}

interface RowProps extends Omit<Props, 'tasks' | 'selected' | 'old'> {
  readonly task: Task;
  readonly selected: boolean;
}

const Row = memo(function Row({ task, columns, workers, selected, onSelect }: RowProps) {
  const { name, work } = taskTitle(task);
  const title = visible(name === '' ? work.slice(0, 60) : name);
  return (
    <Table.Tr data-selected={selected || undefined} data-task={task.id}>
      <Pick
        label={`Select ${title} ${shortId(task.id)}`}
        item={task}
        selected={selected}
        onSelect={onSelect}
      />
      {columns.map(column => (
        <Table.Td key={column} className={widthOf(column)}>
          {CELLS[column](task, workers)}
        </Table.Td>
      ))}
    </Table.Tr>
  );
});
