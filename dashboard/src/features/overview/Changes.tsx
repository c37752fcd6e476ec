import { Link } from '@tanstack/react-router';
import { IconDots } from '@tabler/icons-react';

import { plural, shortId } from '../../components/format';
import { StateIcon } from '../../components/StateBadge';
import { TaskTitle } from '../../components/TaskTitle';
import { TimeAgo } from '../../components/Time';
import type { Titled } from '../../components/titled';
import { Words } from '../../components/Words';
import classes from './Rows.module.css';
import { useKnown } from './use-known';
import type { FeedItem } from './useFeed';

/** Each change of a task since the page was opened. */
export function Changes({ feed }: { feed: readonly FeedItem[] }) {
  const ids = new Set(feed.flatMap(item => (item.type === 'task' ? item.taskId : [])));
  const known = useKnown(ids);
  return (
    <ul className={classes.rows}>
      {feed.map(item => (
        <li key={item.key}>
          {item.type === 'dropped' ? (
            <Dropped item={item} />
          ) : (
            <Change item={item} task={known.get(item.taskId)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function Dropped({ item }: { item: Extract<FeedItem, { type: 'dropped' }> }) {
  return (
    <div className={classes.row}>
      <IconDots size={16} aria-hidden />
      <span className={classes.what}>{plural(item.dropped, 'more change')} at once</span>
      <span className={classes.aside}>
        <TimeAgo at={item.at} />
      </span>
    </div>
  );
}

interface ChangeProps {
  item: Extract<FeedItem, { type: 'task' }>;
  /** What it is called, where that is known: the feed itself tells ids only. */
  task: Titled | undefined;
}

function Change({ item, task }: ChangeProps) {
  const id = shortId(item.taskId);
  return (
    <Link to="/tasks/$taskId" params={{ taskId: item.taskId }} className={classes.row}>
      <StateIcon state={item.state} />
      <span className={classes.what}>
        {task === undefined ? <code>{id}</code> : <TaskTitle task={task} />}
        <span className={classes.note}>
          {item.state} · {task !== undefined && `${id} · `}
          {item.kind} · <Words>{item.queue}</Words>
        </span>
      </span>
      <span className={classes.aside}>
        <TimeAgo at={item.at} />
      </span>
    </Link>
  );
}
