import { Button, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useState } from 'react';

import {
  type AllComing,
  type Coming,
  LOOKED_THROUGH,
  type Times,
  timesQuery,
} from '../../../api/coming';
import type { Instant } from '../../../api/time';
import { Card } from '../../../components/Card';
import { Choice } from '../../../components/Choice';
import { fromNow, moment, plural } from '../../../components/format';
import { Link } from '../../../components/LinkButton';
import { useNow } from '../../../components/useNow';
import { visible } from '../../../components/visible';
import { Words } from '../../../components/Words';
import { lineOf, type Window, WINDOWS } from './line';
import classes from './Upcoming.module.css';

interface Props extends AllComing {
  readonly window: Window;
  readonly onWindow: (window: Window) => void;
}

/** How many jobs there is room for above the table. */
const FEW = 5;
/** How many more are shown at once: the times of each are asked for. */
const MORE = 25;

// The keys of the object.
const CHOICES = (Object.keys(WINDOWS) as Window[]).map(value => ({
  value,
  label: WINDOWS[value].label,
}));

/** What runs within the next hours, one line of time for each job. */
export function Upcoming({ jobs, isCut, window, onWindow }: Props) {
  const [room, setRoom] = useState(FEW);
  const now = useNow();
  const until = now + WINDOWS[window].ms;
  const within = jobs.filter(({ next }) => next <= until);
  const shown = within.slice(0, room);
  const times = useQueries({
    queries: shown.map(({ schedule }) => ({
      ...timesQuery(schedule),
      enabled: schedule.kind !== 'interval',
      refetchInterval: 5 * 60_000,
    })),
    combine: results => results.map(({ data }) => data),
  });
  const hidden = within.length - shown.length;
  const later = jobs.length - within.length;
  return (
    <Card
      title="Upcoming"
      aside={
        <Choice
          size="xs"
          label="How far ahead"
          choices={CHOICES}
          value={window}
          onChange={onWindow}
        />
      }
    >
      {shown.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing runs by itself in the next {WINDOWS[window].label}.
        </Text>
      ) : (
        <>
          <ul className={classes.list}>
            {shown.map((job, at) => (
              <Row key={job.jobId} job={job} times={times[at]} now={now} until={until} />
            ))}
          </ul>
          <div className={classes.ends}>
            <span>now</span>
            <span>{moment(until)}</span>
          </div>
        </>
      )}
      <div className={classes.more}>
        {within.length > FEW && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => setRoom(hidden > 0 ? room + MORE : FEW)}
          >
            {hidden > 0 ? `Show ${plural(Math.min(hidden, MORE), 'more job')}` : 'The next only'}
          </Button>
        )}
        {later > 0 && (
          <Text span size="xs" c="dimmed">
            {plural(later, 'job')} later than that
          </Text>
        )}
        {isCut && (
          <Text span size="xs" c="dimmed">
            Of the first {plural(LOOKED_THROUGH, 'job')} by name
          </Text>
        )}
      </div>
    </Card>
  );
}

interface RowProps {
  readonly job: Coming;
  readonly times: Times | undefined;
  readonly now: Instant;
  readonly until: Instant;
}

function Row({ job, times, now, until }: RowProps) {
  const { marks, goesOn, words } = lineOf(job, times, until);
  const place = (at: Instant) => `${(Math.max(0, at - now) / (until - now)) * 100}%`;
  return (
    <li className={classes.row}>
      <Link
        to="/jobs/$jobId"
        params={{ jobId: job.jobId }}
        size="sm"
        className={classes.name}
        title={visible(job.name)}
      >
        <Words>{job.name}</Words>
      </Link>
      <span
        className={classes.line}
        role="img"
        aria-label={`${visible(job.name)}${words && `: ${words}`}, the next at ${moment(job.next)}`}
      >
        {goesOn && <span className={classes.bar} style={{ insetInlineStart: place(job.next) }} />}
        {marks.map(at => (
          <span
            key={at}
            className={classes.mark}
            style={{ insetInlineStart: place(at) }}
            title={moment(at)}
          />
        ))}
      </span>
      <Text span size="xs" c="dimmed" className={`tabular ${classes.when ?? ''}`}>
        {fromNow(job.next, now)}
        {words && ` · ${words}`}
      </Text>
    </li>
  );
}
