import { Badge } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { Queue } from '../../api/queues';
import type { TaskState } from '../../api/tasks';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { count, plural } from '../../components/format';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import classes from './Queues.module.css';

/** What is told of each queue. */
const SHOWN = ['waiting', 'queued', 'running', 'failed'] as const satisfies readonly TaskState[];

/** How many queues there is room for. */
const FEW = 8;

/** What stands in which line, the busiest first. */
export function Queues({ queues }: { queues: readonly Queue[] }) {
  const [all, setAll] = useState(false);
  const sorted = busiestFirst(queues);
  return (
    <Card
      title="Queues"
      aside={<span className={classes.total}>{plural(queues.length, 'queue')}</span>}
      flush
    >
      {queues.length === 0 ? (
        <EmptyState icon={IconInbox} title="No queue yet">
          A queue is there from its first task on.
        </EmptyState>
      ) : (
        <>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">Queue</th>
                {SHOWN.map(state => (
                  <th key={state} scope="col" data-state={state}>
                    {state}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {(all ? sorted : sorted.slice(0, FEW)).map(queue => (
                <Row key={queue.name} queue={queue} />
              ))}
            </tbody>
          </table>
          {queues.length > FEW && (
            <button
              type="button"
              className={classes.more}
              aria-expanded={all}
              onClick={() => setAll(!all)}
            >
              {all ? 'The busiest only' : `All ${count(queues.length)} queues`}
            </button>
          )}
        </>
      )}
    </Card>
  );
}

function Row({ queue: { name, paused, concurrency, admitted, byState } }: { queue: Queue }) {
  return (
    <tr>
      <th scope="row">
        <span className={classes.queue}>
          <Link to="/tasks" search={{ queue: name }} className={classes.name} title={visible(name)}>
            <Words>{name}</Words>
          </Link>
          {concurrency !== null && (
            <Badge
              size="xs"
              variant="default"
              tt="none"
              title={`${count(admitted)} under way of at most ${count(concurrency)}`}
            >
              limit {count(admitted)} / {count(concurrency)}
            </Badge>
          )}
          {paused && (
            <Badge size="xs" variant="default" tt="none">
              paused
            </Badge>
          )}
        </span>
      </th>
      {SHOWN.map(state => (
        <td key={state} data-state={state} data-none={byState[state] === 0 || undefined}>
          {byState[state] === 0 ? (
            0
          ) : (
            <Link to="/tasks" search={{ queue: name, state: [state] }} className={classes.count}>
              {count(byState[state])}
            </Link>
          )}
        </td>
      ))}
    </tr>
  );
}

/** By what runs and is due, then by what failed; the rest keeps its order by name. */
function busiestFirst(queues: readonly Queue[]): Queue[] {
  const busy = ({ byState }: Queue) => byState.running + byState.assigned + byState.queued;
  return [...queues].sort((a, b) => busy(b) - busy(a) || b.byState.failed - a.byState.failed);
}
