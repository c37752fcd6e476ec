import { IconMoodSmile } from '@tabler/icons-react';

import type { Task } from '../../api/tasks';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { Link } from '../../components/LinkButton';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';
import { FAILURES_SHOWN } from './queries';
import classes from './Rows.module.css';
import { TaskRow } from './TaskRow';

/** The latest failures and why. */
export function Failures({ tasks }: { tasks: readonly Task[] }) {
  return (
    <Card title="Recent failures" flush>
      {tasks.length === 0 ? (
        <EmptyState icon={IconMoodSmile} title="No failures">
          A task that fails for good shows up here with its reason.
        </EmptyState>
      ) : (
        <>
          <ul className={classes.rows}>
            {tasks.slice(0, FAILURES_SHOWN).map(task => (
              <TaskRow
                key={task.id}
                task={task}
                note={<Words>{task.errorMessage ?? 'no reason was given'}</Words>}
                aside={<TimeAgo at={task.endedAt} />}
              />
            ))}
          </ul>
          <Link to="/tasks" search={{ state: ['failed'] }} className={classes.more}>
            All failures
          </Link>
        </>
      )}
    </Card>
  );
}
