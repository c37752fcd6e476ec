import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { Task } from '../../api/tasks';
import { StateIcon } from '../../components/StateBadge';
import { TaskTitle } from '../../components/TaskTitle';
import classes from './Rows.module.css';

interface Props {
  task: Task;
  /** Below the command. */
  note?: ReactNode;
  /** At the right end. */
  aside: ReactNode;
  /** Below everything, over the whole width. */
  children?: ReactNode;
}

/** A task as a line that leads to it. */
export function TaskRow({ task, note, aside, children }: Props) {
  return (
    <li>
      <Link to="/tasks/$taskId" params={{ taskId: task.id }} className={classes.row}>
        <StateIcon state={task.state} />
        <span className="visually-hidden">{task.state}</span>
        <span className={classes.what}>
          <TaskTitle task={task} />
          {note !== undefined && <span className={classes.note}>{note}</span>}
          {children}
        </span>
        <span className={classes.aside}>{aside}</span>
      </Link>
    </li>
  );
}
