import { Text } from '@mantine/core';
import { useState } from 'react';

import type { Stream } from '../../../api/logs';
import type { Instant } from '../../../api/time';
import { Card } from '../../../components/Card';
import { ErrorState } from '../../../components/ErrorState';
import { TimeAgo } from '../../../components/Time';
import { Lines } from './Lines';
import classes from './Output.module.css';
import { type Shown, Tools } from './Tools';
import { type Liveness, useOutput } from './use-output';
import { useSearch } from './use-search';

interface Props {
  readonly taskId: string;
  /** The latest attempt. */
  readonly attempt: number;
  /** More can come. */
  readonly running: boolean;
  /** When the next attempt begins, null where that is not known; undefined where none is to come. */
  readonly next?: Instant | null | undefined;
}

const WORDS: Record<Liveness, string> = {
  live: 'Live',
  reconnecting: 'Reconnecting',
  ended: 'Ended',
};

/** What the commands of a task wrote, attempt by attempt. */
export function Output({ taskId, attempt, running, next }: Props) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [stream, setStream] = useState<Stream | null>(null);
  const [following, setFollowing] = useState(true);
  const [shown, setShown] = useState<Shown>({ wrap: false, times: false });
  const at = chosen ?? attempt;
  const { store, view, liveness } = useOutput(taskId, at, stream, running && at === attempt);
  const search = useSearch(store, view, () => setFollowing(false));

  const follow = (on: boolean) => {
    setFollowing(on);
    if (on && !store.view().held.atEnd) void store.toEnd();
  };

  return (
    <Card
      title="Output"
      flush
      aside={
        <span className={classes.live} data-liveness={liveness} role="status">
          {WORDS[liveness]}
        </span>
      }
    >
      <Tools
        taskId={taskId}
        attempt={at}
        latest={attempt}
        onAttempt={next => setChosen(next === attempt ? null : next)}
        stream={stream}
        onStream={setStream}
        following={following}
        onFollow={follow}
        shown={shown}
        onShown={setShown}
        search={search}
      />
      {next !== undefined && at === attempt && (
        <Text size="sm" c="dimmed" px="md" pb="xs">
          Attempt {attempt} has ended.{' '}
          {next === null ? 'The next try waits to begin.' : <NextTry at={next} />}
        </Text>
      )}
      {view.error !== null && (
        <ErrorState
          title="The output cannot be read"
          error={view.error}
          onRetry={() => void store.toEnd()}
        />
      )}
      <div className={classes.panel}>
        <Lines
          key={`${at} ${stream ?? ''}`}
          store={store}
          view={view}
          wrap={shown.wrap}
          times={shown.times}
          query={search.query}
          current={search.current}
          following={following}
          onFollow={follow}
          empty={emptyWords(stream, liveness)}
        />
      </div>
    </Card>
  );
}

function NextTry({ at }: { readonly at: Instant }) {
  return (
    <>
      Next try <TimeAgo at={at} />.
    </>
  );
}

function emptyWords(stream: Stream | null, liveness: Liveness): string {
  if (stream !== null) return `Nothing on ${stream}. Choose “All” to see the other streams.`;
  return liveness === 'ended'
    ? 'This attempt wrote nothing.'
    : 'Nothing written yet. Lines appear here as they come.';
}
