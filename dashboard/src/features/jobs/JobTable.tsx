import { Table, Text } from '@mantine/core';

import type { Job } from '../../api/jobs';
import { Link } from '../../components/LinkButton';
import { StateBadge } from '../../components/StateBadge';
import { TimeAgo } from '../../components/Time';
import { Words } from '../../components/Words';
import { Broken } from './Broken';
import { Ended } from './Ended';
import classes from './Jobs.module.css';
import { Next } from './Next';
import { QuickSchedule } from './QuickSchedule';
import { Recent } from './Recent';
import { RunLogButton } from './RunLogDialog';
import { useJobActions } from './use-job-actions';

/** Jobs by name. */
export function JobTable({ jobs }: { readonly jobs: readonly Job[] }) {
  return (
    // It scrolls sideways when it is wide, so keys must get there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <div className={classes.scroll} tabIndex={0} role="region" aria-label="Jobs">
      <Table className={classes.table} verticalSpacing={7}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Job</Table.Th>
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
            <Row key={job.id} job={job} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Row({ job }: { readonly job: Job }) {
  const { schedule } = useJobActions(job);
  return (
    <Table.Tr data-job={job.id}>
      <Table.Td>
        <Link to="/jobs/$jobId" params={{ jobId: job.id }} fw={550} size="sm">
          <Words>{job.definition.name}</Words>
        </Link>
        <Text size="xs" c="dimmed">
          {job.scheduleText}
        </Text>
      </Table.Td>
      <Table.Td>
        <JobState job={job} />
      </Table.Td>
      <Table.Td>
        <QuickSchedule job={job} action={schedule} />
      </Table.Td>
      <Table.Td>
        <Next job={job} />
      </Table.Td>
      <Table.Td>
        {job.lastRun === null ? (
          '—'
        ) : (
          <>
            <StateBadge state={job.lastRun.state} />{' '}
            <Text span size="xs" c="dimmed">
              <TimeAgo at={job.lastRun.finishedAt ?? job.lastRun.startedAt} />
            </Text>
          </>
        )}
      </Table.Td>
      <Table.Td>
        <Recent states={job.recent} />
      </Table.Td>
      <Table.Td>
        <RunLogButton job={job} />
      </Table.Td>
    </Table.Tr>
  );
}

/** The badge of a job that is broken or has ended, or a word on how it stands. */
export function JobState({ job }: { readonly job: Job }) {
  if (job.broken) return <Broken job={job} />;
  if (!job.definition.enabled) return <span className={classes.word}>disabled</span>;
  if (job.openRuns > 0) return <span className={classes.word}>running</span>;
  if (job.scheduleState === 'ended') return <Ended job={job} />;
  return <span className={classes.word}>{job.scheduleState}</span>;
}
