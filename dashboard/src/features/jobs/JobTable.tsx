import { Table, Text } from '@mantine/core';
import { memo } from 'react';

import type { Job } from '../../api/jobs';
import { timesWithin } from '../../components/zoned';
import { Link } from '../../components/LinkButton';
import { Pick, PickAll } from '../../components/Pick';
import { ScrollRegion } from '../../components/ScrollRegion';
import { StateBadge } from '../../components/StateBadge';
import tables from '../../components/Table.module.css';
import { TimeAgo } from '../../components/Time';
import type { Selection } from '../../components/use-selection';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import { DisabledBadge } from './DisabledBadge';
import classes from './Jobs.module.css';
import { Next } from './Next';
import { QuickSchedule } from './QuickSchedule';
import { Recent } from './Recent';
import { RunLogButton } from './RunLogDialog';
import { stopped } from './stopped';
import { StoppedBadge } from './StoppedBadge';
import { useSetSchedule } from './use-set-schedule';

interface Props {
  readonly jobs: readonly Job[];
  readonly selected: Selection<Job>;
  readonly onSelect: (jobs: readonly Job[], on: boolean) => void;
}

/** Jobs by name. */
export function JobTable({ jobs, selected, onSelect }: Props) {
  const chosen = jobs.filter(job => selected.has(job.id)).length;
  return (
    <ScrollRegion label="Jobs" framed>
      <Table className={[tables.table, classes.jobs].join(' ')} verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <PickAll
              label="Select all that are shown"
              items={jobs}
              selected={chosen}
              onSelect={onSelect}
            />
            <Table.Th className={classes.job}>Job</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Schedule</Table.Th>
            <Table.Th>Next run</Table.Th>
            <Table.Th>Last run</Table.Th>
            <Table.Th>Recent</Table.Th>
            <Table.Th>Runs</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {jobs.map(job => (
            <Row key={job.id} job={job} selected={selected.has(job.id)} onSelect={onSelect} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

interface RowProps {
  readonly job: Job;
  readonly selected: boolean;
  readonly onSelect: Props['onSelect'];
}

const Row = memo(function Row({ job, selected, onSelect }: RowProps) {
  const schedule = useSetSchedule(job);
  const { name } = job.definition;
  return (
    <Table.Tr data-job={job.id} data-selected={selected || undefined}>
      <Pick label={`Select ${visible(name)}`} item={job} selected={selected} onSelect={onSelect} />
      <Table.Td className={classes.job}>
        <Link to="/jobs/$jobId" params={{ jobId: job.id }} size="sm" className={classes.name}>
          <Words>{name}</Words>
        </Link>
        <Text size="xs" c="dimmed">
          {timesWithin(job.scheduleText, job.definition.schedule.timezone)}
        </Text>
      </Table.Td>
      <Table.Td className={classes.state}>
        <JobState job={job} />
      </Table.Td>
      <Table.Td className={classes.schedule}>
        <QuickSchedule job={job} action={schedule} />
      </Table.Td>
      <Table.Td className={classes.next} data-none={job.nextRunAt === null || undefined}>
        <Next job={job} />
      </Table.Td>
      <Table.Td className={classes.last} data-none={job.lastRun === null || undefined}>
        {job.lastRun === null ? (
          '–'
        ) : (
          <>
            <StateBadge state={job.lastRun.state} />{' '}
            <Text span size="xs" c="dimmed">
              <TimeAgo at={job.lastRun.finishedAt ?? job.lastRun.startedAt} />
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td className={classes.recent}>
        <Recent states={job.recent} />
      </Table.Td>
      <Table.Td className={classes.runs}>
        <RunLogButton job={job} />
      </Table.Td>
    </Table.Tr>
  );
});

/** How a job stands: what keeps it from running comes first. */
function JobState({ job }: { readonly job: Job }) {
  const { broken, scheduleState, definition, openRuns } = job;
  const word = openRuns > 0 ? 'running' : null;
  if (!definition.enabled && !broken) return <DisabledBadge />;
  const tells = broken || word === null;
  if (tells && stopped(job) !== null) return <StoppedBadge job={job} />;
  return <span className={classes.word}>{word ?? scheduleState}</span>;
}
