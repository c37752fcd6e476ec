import { Stack } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { Card } from '../../components/Card';
import { CodeBlock } from '../../components/CodeBlock';
import { CopyId } from '../../components/CopyId';
import { Fact, Facts } from '../../components/Facts';
import { duration } from '../../components/format';
import { Words } from '../../components/Words';
import { timesWithin } from '../../components/zoned';
import { blackoutText } from './blackout-text';
import { CATCHUPS, FOLDS, GAPS, meaning, OVERLAPS } from './rules';

/** What the job is: its work, and the rules that hold for it. */
export function Definition({ job }: { readonly job: Job }) {
  const { task, schedule, labels, breakerThreshold, notify } = job.definition;
  const { startsAt, endsAt, jitterSeconds, blackouts, timezone } = schedule;
  const words = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  return (
    <Card title="Definition">
      <Stack gap="md">
        {task.command !== '' && <CodeBlock label="Command">{task.command}</CodeBlock>}
        <Facts>
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
          <Fact name="Owner">
            <Words>{job.definition.owner}</Words>
          </Fact>
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
          {startsAt !== null && <Fact name="Not before">{timesWithin(startsAt, timezone)}</Fact>}
          {endsAt !== null && <Fact name="Not from">{timesWithin(endsAt, timezone)}</Fact>}
          {blackouts.length > 0 && (
            <Fact name="Blackouts">
              {blackouts.map((blackout, place) => (
                <div key={place}>
                  <Words>{blackoutText(blackout, timezone)}</Words>
                </div>
              ))}
            </Fact>
          )}
          {notify !== null && (
            <Fact name="Tell">
              <Words>{notify.emails.join(', ')}</Words> of {notify.on}
            </Fact>
          )}
        </Facts>
      </Stack>
    </Card>
  );
}
