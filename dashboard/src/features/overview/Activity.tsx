import { Link } from '@tanstack/react-router';
import { IconActivity, IconDots } from '@tabler/icons-react';

import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { plural, shortId } from '../../components/format';
import { StateIcon } from '../../components/StateBadge';
import { TimeAgo } from '../../components/Time';
import type { LiveStatus } from '../../live/connection';
import classes from './Rows.module.css';
import type { FeedItem } from './useFeed';

/** What happened since the page was opened. */
export function Activity({ feed, live }: { feed: readonly FeedItem[]; live: LiveStatus }) {
  return (
    <Card title="Activity" flush>
      {feed.length === 0 ? (
        <EmptyState icon={IconActivity} title="Quiet so far">
          {live === 'polling'
            ? 'There is no live connection, so nothing can be told as it happens.'
            : 'Each change of a task is told here as it happens, from now on.'}
        </EmptyState>
      ) : (
        <div className={classes.scroll}>
          <ul className={classes.rows}>
            {feed.map(item => (
              <FeedLine key={item.key} item={item} />
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function FeedLine({ item }: { item: FeedItem }) {
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
            {item.kind} · {item.queue}
          </span>
        </span>
        <span className={classes.aside}>
          <TimeAgo at={item.at} />
        </span>
      </Link>
    </li>
  );
}
