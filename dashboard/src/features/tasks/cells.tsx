import type { ReactNode } from 'react';

import type { Task } from '../../api/tasks';
import { count, shortId } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { StateBadge } from '../../components/StateBadge';
import { TaskTitle } from '../../components/TaskTitle';
import { Duration, TimeAgo } from '../../components/Time';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import type { Column } from './column';
import classes from './Table.module.css';

/** The names of workers by their ids. */
export type WorkerNames = ReadonlyMap<number, string>;

/** What a column shows of a task. */
export const CELLS: Record<Column, (task: Task, workers: WorkerNames) => ReactNode> = {
  state: task => <StateBadge state={task.state} />,
  task: task => (
    <Link to="/tasks/$taskId" params={{ taskId: task.id }} className={classes.link}>
      <TaskTitle task={task} />
    </Link>
  ),
  kind: task => <Name>{task.kind}</Name>,
  queue: task => <Name>{task.queue}</Name>,
  priority: task => count(task.priority),
  worker: (task, workers) =>
    task.assignedWorker === null ? (
      '–'
    ) : (
      <Name>{workers.get(task.assignedWorker) ?? `#${task.assignedWorker}`}</Name>
    ),
  due: task => <TimeAgo at={task.scheduledAt} />,
  duration: task => <Took task={task} />,
  created: task => <TimeAgo at={task.createdAt} />,
  error: task => (
    <span className={classes.cut}>
      <Words>{task.errorMessage ?? '–'}</Words>
    </span>
  ),
  id: task => <span className="tabular">{shortId(task.id)}</span>,
};

/** A name that may be long: the whole of it when pointed at. */
function Name({ children }: { readonly children: string }) {
  return (
    <span className={[classes.cut, classes.given].join(' ')} title={visible(children)}>
      <Words>{children}</Words>
    </span>
  );
}

function Took({ task }: { task: Task }) {
  // What never started has no duration, and what was taken back has none that goes on.
  const goesOn = task.state === 'running';
  if (task.startedAt === null || (task.endedAt === null && !goesOn)) return '–';
  return <Duration from={task.startedAt} to={goesOn ? null : task.endedAt} />;
}
