import { Progress } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';

import type { Task, TaskDetail } from '../../api/tasks';
import type { Worker } from '../../api/workers';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Link, LinkButton } from '../../components/LinkButton';
import { Duration } from '../../components/Time';
import { Words } from '../../components/Words';
import { SHOWN } from './queries';
import classes from './Rows.module.css';
import { TaskRow } from './TaskRow';

interface Props {
  tasks: readonly Task[];
  /** What is known of each besides, by id. */
  details: ReadonlyMap<string, TaskDetail>;
  workers: readonly Worker[];
}

/** What runs now, since when and how far it is. */
export function RunningNow({ tasks, details, workers }: Props) {
  const names = new Map(workers.map(worker => [worker.id, worker.name]));
  return (
    <Card title="Running now" flush>
      {tasks.length === 0 ? (
        <EmptyState
          icon={IconPlayerPlay}
          title="Nothing runs"
          action={
            <LinkButton to="/schedule" size="xs" variant="light">
              New task
            </LinkButton>
          }
        >
          Tasks show up here as soon as a worker starts them.
        </EmptyState>
      ) : (
        <ul className={classes.rows}>
          {tasks.slice(0, SHOWN).map(task => (
            <TaskRow
              key={task.id}
              task={task}
              note={
                <Words>{`${names.get(task.assignedWorker ?? 0) ?? 'a worker'} · ${task.queue}`}</Words>
              }
              aside={<Duration from={task.startedAt ?? task.pickedAt} to={null} />}
            >
              <TaskProgress progress={details.get(task.id)?.progress ?? null} />
            </TaskRow>
          ))}
        </ul>
      )}
      {tasks.length > SHOWN && (
        <Link to="/tasks" search={{ state: ['running'] }} className={classes.more}>
          All that run
        </Link>
      )}
    </Card>
  );
}

function TaskProgress({ progress }: { progress: TaskDetail['progress'] }) {
  if (progress === null) return null;
  const percent = Math.round(progress.percent);
  return (
    <>
      <Progress value={percent} size={4} color="orange" mt={2} aria-label={`${percent} % done`} />
      <span className={classes.note}>
        <Words>{`${percent} %${progress.message === '' ? '' : ` · ${progress.message}`}`}</Words>
      </span>
    </>
  );
}
