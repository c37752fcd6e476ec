import { Link } from '@tanstack/react-router';

import type { Stats } from '../../api/stats';
import { TASK_STATES } from '../../api/tasks';
import { stateColor } from '../../app/stateColors';
import { Card } from '../../components/Card';
import { count, plural } from '../../components/format';
import { StateBadge } from '../../components/StateBadge';
import classes from './States.module.css';

/** All tasks that are kept, by state. */
export function States({ stats }: { stats: Stats }) {
  const most = Math.max(1, ...Object.values(stats.byState));
  return (
    <Card
      title="Tasks by state"
      aside={<span className={classes.total}>{plural(stats.total, 'task')}</span>}
      flush
    >
      <table className={classes.table}>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">State</th>
            <th scope="col">Share</th>
            <th scope="col">Tasks</th>
          </tr>
        </thead>
        <tbody>
          {TASK_STATES.map(state => (
            <tr key={state}>
              <td>
                <Link to="/tasks" search={{ state: [state] }} className={classes.link}>
                  <StateBadge state={state} />
                </Link>
              </td>
              <td className={classes.share}>
                <svg width="100%" height="6" aria-hidden>
                  <rect width="100%" height="6" rx="3" className={classes.track} />
                  <rect
                    width={`${(100 * stats.byState[state]) / most}%`}
                    height="6"
                    rx="3"
                    fill={stateColor(state)}
                  />
                </svg>
              </td>
              <td className={classes.count}>{count(stats.byState[state])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
