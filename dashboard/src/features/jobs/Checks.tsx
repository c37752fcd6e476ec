import { Button, Table, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';

import type { CheckState, Job } from '../../api/jobs';
import type { TaskState } from '../../api/tasks';
import { instant } from '../../api/time';
import { stateColor } from '../../app/stateColors';
import { Card } from '../../components/Card';
import { Link } from '../../components/LinkButton';
import { StateIcon } from '../../components/StateBadge';
import { TimeAgo } from '../../components/Time';
import classes from './Jobs.module.css';
import type { JobActions } from './use-job-actions';

/** What each status looks like: the states of tasks that mean about the same. */
const LIKE: Record<CheckState['status'], TaskState> = {
  unknown: 'waiting',
  running: 'running',
  ok: 'completed',
  failed: 'failed',
};

const target = (check: CheckState) =>
  check.kind === 'tcp' ? `${check.host ?? ''}:${check.port ?? ''}` : (check.command ?? '');

/** The conditions of a job, and how they stand. */
export function Checks({ job, action }: { job: Job; action: JobActions['check'] }) {
  return (
    <Card
      title="Checks"
      aside={
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlugConnected size={13} aria-hidden />}
          loading={action.isPending}
          onClick={() => action.mutate()}
        >
          Check now
        </Button>
      }
    >
      {job.definition.requiresChecks && (
        <Text size="sm" c="dimmed" mb="xs">
          Nothing runs, and the schedule cannot be switched on, until all of them are ok.
        </Text>
      )}
      <Table className={classes.table}>
        <Table.Tbody>
          {job.checks.map(check => (
            <Table.Tr key={check.name}>
              <Table.Td>
                <span className={classes.badge} style={{ color: stateColor(LIKE[check.status]) }}>
                  <StateIcon state={LIKE[check.status]} size={13} />
                  {check.status}
                </span>
              </Table.Td>
              <Table.Td>{check.name}</Table.Td>
              <Table.Td>
                <code>{target(check)}</code>
              </Table.Td>
              <Table.Td>
                <TimeAgo at={instant(check.checkedAt)} />
              </Table.Td>
              <Table.Td>{check.message}</Table.Td>
              <Table.Td>
                {check.taskId !== null && (
                  <Link to="/tasks/$taskId" params={{ taskId: check.taskId }} size="sm">
                    output
                  </Link>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}
