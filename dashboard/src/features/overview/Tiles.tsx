import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import type { Stats } from '../../api/stats';
import type { TaskState } from '../../api/tasks';
import type { Worker } from '../../api/workers';
import { count, plural, shortCount } from '../../components/format';
import { StateIcon } from '../../components/StateBadge';
import classes from './Tiles.module.css';

interface Props {
  stats: Stats;
  workers: readonly Worker[];
  /** Within the last hour; null when nobody knows. */
  failedLastHour: number | null;
}

/** How it stands, in one line. Each tile leads to what it counts. */
export function Tiles({ stats, workers, failedLastHour }: Props) {
  const { byState } = stats;
  const having = (status: Worker['status']) => workers.filter(one => one.status === status).length;
  const [busy, idle, offline] = [having('busy'), having('idle'), having('offline')];
  const held = byState.waiting + byState.paused;
  const failures = failedLastHour ?? byState.failed;
  return (
    <div className={classes.tiles}>
      <Tile state="running" label="Running" value={byState.running}>
        {byState.assigned > 0 ? `${count(byState.assigned)} about to start` : 'on the workers now'}
      </Tile>
      <Tile state="queued" label="Queued" value={byState.queued}>
        {byState.queued > 0 && busy + idle === 0 ? 'no worker takes them' : 'due, for a free slot'}
      </Tile>
      <Tile state="scheduled" label="Scheduled" value={byState.scheduled}>
        {held > 0 ? `${count(held)} more wait or pause` : 'for later'}
      </Tile>
      <Tile state="failed" label="Failed" value={failures}>
        {failedLastHour === null ? 'all that are kept' : 'in the last hour'}
      </Tile>
      <Link to="/workers" className={classes.tile}>
        <span className={classes.label}>Workers</span>
        <span className={classes.value}>{count(busy + idle)}</span>
        <span className={classes.note}>
          {busy} busy, {idle} idle
          {offline > 0 && `, ${offline} offline`}
        </span>
        <span className="visually-hidden">{plural(busy + idle, 'worker')}</span>
      </Link>
    </div>
  );
}

interface TileProps {
  state: TaskState;
  label: string;
  value: number;
  children: ReactNode;
}

function Tile({ state, label, value, children }: TileProps) {
  return (
    <Link to="/tasks" search={{ state: [state] }} className={classes.tile}>
      <span className={classes.label}>
        <StateIcon state={state} size={15} />
        {label}
      </span>
      <span className={classes.value}>{shortCount(value)}</span>
      <span className={classes.note}>{children}</span>
    </Link>
  );
}
