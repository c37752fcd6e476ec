import { Button, Table, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';

import type { CheckState, Job } from '../../api/jobs';
import type { TaskState } from '../../api/tasks';
import { instant } from '../../api/time';
import { Card } from '../../components/Card';
import { Link } from '../../components/LinkButton';
import { ScrollRegion } from '../../components/ScrollRegion';
import { StateWord } from '../../components/StateBadge';
import tables from '../../components/Table.module.css';
import { TimeAgo } from '../../components/Time';
import { visibleLines } from '../../components/visible';
import { Words } from '../../components/Words';
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
      flush
      aside={
        <Button
          size="compact-sm"
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
        <Text size="sm" c="dimmed" px="md" pt="sm">
          Nothing runs, and the schedule cannot be switched on, until all of them are ok.
        </Text>
      )}
      <ScrollRegion label="How the checks stand">
        <Table className={tables.table}>
          <Table.Tbody>
            {job.checks.map(check => (
              <Table.Tr key={check.name}>
                <Table.Td>
                  <StateWord like={LIKE[check.status]}>{check.status}</StateWord>
                </Table.Td>
                <Table.Td>
                  <Words>{check.name}</Words>
                </Table.Td>
                <Table.Td className={tables.wrap}>
                  {/* A command may have several lines. */}
                  <code style={{ whiteSpace: 'pre-wrap' }}>
                    <bdi>{visibleLines(target(check))}</bdi>
                  </code>
                </Table.Td>
                <Table.Td>
                  <TimeAgo at={instant(check.checkedAt)} />
                </Table.Td>
                <Table.Td className={tables.wrap}>
                  <Words>{check.message}</Words>
                </Table.Td>
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
      </ScrollRegion>
    </Card>
  );
}
