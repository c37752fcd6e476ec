import { Link } from '@tanstack/react-router';
import { IconDots } from '@tabler/icons-react';

import { plural, shortId } from '../../components/format';
import { StateIcon } from '../../components/StateBadge';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';
import classes from './Rows.module.css';
import type { FeedItem } from './useFeed';

/** Each change of a task since the page was opened. */
export function Changes({ feed }: { feed: readonly FeedItem[] }) {
  return (
    <ul className={classes.rows}>
      {feed.map(item => (
        <Change key={item.key} item={item} />
      ))}
    </ul>
  );
}

function Change({ item }: { item: FeedItem }) {
  if (item.type === 'dropped') {
    return (
      <li className={classes.row}>
        <IconDots size={16} aria-hidden />
        <span className={classes.what}>{plural(item.dropped, 'more change')} at once</span>
        <span className={classes.aside}>
          <TimeAgo at={item.at} />
        </span>
      </li>
    );
  }
  return (
    <li>
      <Link to="/tasks/$taskId" params={{ taskId: item.taskId }} className={classes.row}>
        <StateIcon state={item.state} />
        <span className={classes.what}>
          <span>
            <code>{shortId(item.taskId)}</code> {item.state}
          </span>
          <span className={classes.note}>
            {item.kind} · <Words>{item.queue}</Words>
          </span>
        </span>
        <span className={classes.aside}>
          <TimeAgo at={item.at} />
        </span>
      </Link>
    </li>
  );
}
