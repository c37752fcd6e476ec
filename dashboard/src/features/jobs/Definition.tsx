import { Code } from '@mantine/core';
import type { ReactNode } from 'react';

import type { Job } from '../../api/jobs';
import { Card } from '../../components/Card';
import { CopyId } from '../../components/CopyId';
import { duration, readable } from '../../components/format';
import { Words } from '../../components/Words';
import classes from './Definition.module.css';
import { CATCHUPS, FOLDS, GAPS, meaning, OVERLAPS } from './rules';

/** What the job is: its work, and the rules that hold for it. */
export function Definition({ job }: { readonly job: Job }) {
  const { task, schedule, labels, breakerThreshold, notify } = job.definition;
  const { startsAt, endsAt, jitterSeconds, blackouts } = schedule;
  const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return (
    <Card title="Definition">
      {task.command !== '' && (
        <Code block mb="md" className={classes.command}>
          {task.command}
        </Code>
      )}
      <dl className={classes.facts}>
        <Fact name="Id">
          <CopyId value={job.id} />
        </Fact>
        <Fact name="Kind">{task.kind}</Fact>
        <Fact name="Queue">
          <Words>{task.queue}</Words>
        </Fact>
        <Fact name="Timeout">{duration(task.timeoutSeconds * 1_000)}</Fact>
        {task.heartbeatTimeoutSeconds !== null && (
          <Fact name="Must report every">{duration(task.heartbeatTimeoutSeconds * 1_000)}</Fact>
        )}
        <Fact name="Attempts">{task.maxAttempts}</Fact>
        <Fact name="Owner">{job.definition.owner || job.createdBy}</Fact>
        {words.length > 0 && (
          <Fact name="Labels">
            <Words>{words.join(', ')}</Words>
          </Fact>
        )}
        <Fact name="While one runs">{meaning(OVERLAPS, schedule.overlap)}</Fact>
        <Fact name="After an outage">
          {meaning(CATCHUPS, schedule.catchup)}
          {schedule.catchup !== 'none' &&
            ` Window: ${duration(schedule.catchupWindowSeconds * 1_000)}.`}
        </Fact>
        <Fact name="Clock set forward">{meaning(GAPS, schedule.gap)}</Fact>
        <Fact name="Clock set back">{meaning(FOLDS, schedule.fold)}</Fact>
        <Fact name="Breaker">
          {breakerThreshold === 0
            ? 'never switches the schedule off'
            : breakerThreshold === 1
              ? 'switches the schedule off after one failed scheduled run'
              : `switches the schedule off after ${breakerThreshold} failed scheduled runs in a row`}
        </Fact>
        {jitterSeconds > 0 && <Fact name="Jitter">up to {duration(jitterSeconds * 1_000)}</Fact>}
        {startsAt !== null && <Fact name="Not before">{readable(startsAt)}</Fact>}
        {endsAt !== null && <Fact name="Not from">{readable(endsAt)}</Fact>}
        {blackouts.length > 0 && (
          <Fact name="Blackouts">
            {blackouts
              .map(({ from, until, reason }) => `${readable(from)} – ${readable(until)} ${reason}`)
              .join('; ')}
          </Fact>
        )}
        {notify !== null && (
          <Fact name="Tell">
            {notify.emails.join(', ')} of {notify.on}
          </Fact>
        )}
      </dl>
    </Card>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
