import { Link } from '@tanstack/react-router';
import {
  IconAlertTriangle,
  IconBan,
  IconBolt,
  IconCalendarEvent,
  IconCircleDot,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlug,
  IconPlugOff,
  IconPlus,
  IconRefresh,
  IconScale,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';

import type { Activity } from '../../api/activity';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';
import classes from './Rows.module.css';
import { aside, sentence, who } from './sentence';

const ICONS: Readonly<Record<string, Icon>> = {
  submitted: IconPlus,
  canceled: IconBan,
  retried: IconRefresh,
  paused: IconPlayerPause,
  drained: IconPlayerPause,
  resumed: IconPlayerPlay,
  failed: IconAlertTriangle,
  scaled: IconScale,
  killed: IconBolt,
  connected: IconPlug,
  disconnected: IconPlugOff,
  created: IconPlus,
  changed: IconPencil,
  scheduled: IconCalendarEvent,
  deleted: IconTrash,
};

/** What people did and what happened of note, as the server keeps it. */
export function Log({ activity }: { activity: readonly Activity[] }) {
  return (
    <ul className={classes.rows}>
      {activity.map(item => (
        <li key={item.id}>
          <Row item={item} />
        </li>
      ))}
    </ul>
  );
}

function Row({ item }: { item: Activity }) {
  const Shape = ICONS[item.verb] ?? IconCircleDot;
  const actor = who(item.actor);
  const note = [actor === null ? '' : `by ${actor}`, aside(item)].filter(Boolean).join(' · ');
  return (
    <Subject item={item}>
      <Shape size={16} aria-hidden />
      <span className={classes.what}>
        <span className={classes.said}>
          <Words>{sentence(item)}</Words>
        </span>
        {note !== '' && (
          <span className={classes.note}>
            <Words>{note}</Words>
          </span>
        )}
      </span>
      <span className={classes.aside}>
        <TimeAgo at={item.at} />
      </span>
    </Subject>
  );
}

/** Leads to what it was done to, where there is a page of it. */
function Subject({ item, children }: { item: Activity; children: ReactNode }) {
  const { subjectKind, subjectId } = item;
  if (subjectKind === 'task' && subjectId !== null) {
    return (
      <Link to="/tasks/$taskId" params={{ taskId: subjectId }} className={classes.row}>
        {children}
      </Link>
    );
  }
  if (subjectKind === 'job' && subjectId !== null && item.verb !== 'deleted') {
    return (
      <Link to="/jobs/$jobId" params={{ jobId: subjectId }} className={classes.row}>
        {children}
      </Link>
    );
  }
  if (subjectKind === 'worker' || subjectKind === 'fleet') {
    const search = subjectKind === 'worker' && subjectId !== null ? { worker: subjectId } : {};
    return (
      <Link to="/workers" search={search} className={classes.row}>
        {children}
      </Link>
    );
  }
  return <div className={classes.row}>{children}</div>;
}
