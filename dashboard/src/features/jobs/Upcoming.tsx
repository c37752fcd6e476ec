import { Text } from '@mantine/core';

import type { Upcoming as Run } from '../../api/jobs';
import { Card } from '../../components/Card';
import { fromNow, moment } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { useNow } from '../../components/useNow';
import { Words } from '../../components/Words';
import classes from './Upcoming.module.css';

/** As many as are drawn. */
const SHOWN = 100;

/** The next runs of all jobs on a line of time, one row for each job. */
export function Upcoming({ runs }: { readonly runs: readonly Run[] }) {
  const now = useNow();
  const times = runs.flatMap(run => (run.at === null ? [] : [{ ...run, at: run.at }]));
  const shown = times.slice(0, SHOWN);
  const last = Math.max(now + 60_000, ...shown.map(run => run.at));
  const place = (at: number) => `${(Math.max(0, at - now) / (last - now)) * 100}%`;
  const jobs = [...new Map(shown.map(run => [run.jobId, run.jobName]))];
  return (
    <Card
      title="Upcoming"
      aside={
        <Text size="xs" c="dimmed">
          now – {moment(last)}
        </Text>
      }
    >
      <ul className={classes.list}>
        {jobs.map(([jobId, name]) => {
          const own = shown.filter(run => run.jobId === jobId);
          return (
            <li key={jobId} className={classes.row}>
              <Link to="/jobs/$jobId" params={{ jobId }} size="sm" className={classes.name}>
                <Words>{name}</Words>
              </Link>
              <span
                className={classes.line}
                role="img"
                aria-label={`${own.length} runs of ${name}`}
              >
                {own.map(run => (
                  <span
                    key={run.at}
                    className={classes.mark}
                    style={{ insetInlineStart: place(run.at) }}
                    title={moment(run.at)}
                  />
                ))}
              </span>
              <Text span size="xs" c="dimmed" className="tabular">
                {own[0] === undefined ? '' : fromNow(own[0].at, now)}
              </Text>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
