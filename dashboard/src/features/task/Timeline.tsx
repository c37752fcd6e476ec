import { Tooltip } from '@mantine/core';
import type { CSSProperties } from 'react';

import type { Attempt, TaskDetail } from '../../api/tasks';
import type { Instant } from '../../api/time';
import { stateColor } from '../../app/stateColors';
import { clock, duration, exact, moment } from '../../components/format';
import { Duration, TimeAgo } from '../../components/Time';
import { useNow } from '../../components/useNow';
import { timeline } from './steps';
import classes from './Timeline.module.css';

interface Props {
  readonly task: TaskDetail;
  /** Those before the latest one. */
  readonly attempts: readonly Attempt[];
}

/** The steps of a task's life and what lies between them. */
export function Timeline({ task, attempts }: Props) {
  const now = useNow();
  const steps = timeline(task, attempts, now);
  return (
    <div className={classes.box}>
      <ol className={classes.steps}>
        {steps.map((step, at) => {
          const next = steps[at + 1];
          // A custom property, which React's type of a style does not know.
          const style = { '--step': stateColor(step.state) } as CSSProperties;
          return (
            <li
              key={step.label}
              className={classes.step}
              style={style}
              data-reached={step.reached || undefined}
              data-passed={next?.reached === true || undefined}
            >
              <span className={classes.dot} aria-hidden />
              <span className={classes.label}>{step.label}</span>
              <div className={classes.at}>
                {step.at === null ? (
                  <span className="visually-hidden">not yet</span>
                ) : step.reached ? (
                  <Clock at={step.at} now={now} />
                ) : (
                  <>
                    <TimeAgo at={step.at} /> · <Clock at={step.at} now={now} />
                  </>
                )}
              </div>
              {next && (next.took !== null || next.since !== null) && (
                <span className={classes.took}>
                  {next.took === null ? (
                    <Duration from={next.since} to={null} />
                  ) : (
                    duration(next.took)
                  )}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** The time alone for today, with the date for other days. */
function Clock({ at, now }: { at: Instant; now: Instant }) {
  const today = new Date(at).toDateString() === new Date(now).toDateString();
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={new Date(at).toISOString()}>{today ? clock(at) : moment(at)}</time>
    </Tooltip>
  );
}
