import { SegmentedControl } from '@mantine/core';
import { IconActivity } from '@tabler/icons-react';
import { useState } from 'react';

import type { Activity as Item } from '../../api/activity';
import { Card } from '../../components/Card';
import { EmptyState } from '../../components/EmptyState';
import { ScrollRegion } from '../../components/ScrollRegion';
import type { LiveStatus } from '../../live/connection';
import { Changes } from './Changes';
import { Log } from './Log';
import classes from './Rows.module.css';
import type { FeedItem } from './useFeed';

interface Props {
  /** What the server keeps. */
  log: readonly Item[];
  /** Each change of a task since the page was opened. */
  changes: readonly FeedItem[];
  live: LiveStatus;
}

const VIEWS = [
  { value: 'log', label: 'Of note' },
  { value: 'changes', label: 'Every change' },
] as const;

/** What people did and what happened of note; or whatever moves, as it moves. */
export function Activity({ log, changes, live }: Props) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('log');
  const chooser = (
    <SegmentedControl
      size="xs"
      aria-label="Which activity"
      value={view}
      onChange={setView}
      data={[...VIEWS]}
    />
  );
  const empty = view === 'log' ? log.length === 0 : changes.length === 0;
  return (
    <Card title="Activity" aside={chooser} flush>
      {empty ? (
        <EmptyState icon={IconActivity} title="Quiet so far">
          {emptyText(view, live)}
        </EmptyState>
      ) : (
        <ScrollRegion label="What happened" className={classes.scroll}>
          {view === 'log' ? <Log activity={log} /> : <Changes feed={changes} />}
        </ScrollRegion>
      )}
    </Card>
  );
}

function emptyText(view: 'log' | 'changes', live: LiveStatus): string {
  if (view === 'log') return 'What people do, and what happens of note, is told here.';
  return live === 'polling' || live === 'away'
    ? 'There is no live connection, so nothing can be told as it happens.'
    : 'Each change of a task is told here as it happens, from now on.';
}
