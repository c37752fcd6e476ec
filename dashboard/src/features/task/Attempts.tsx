import { Table } from '@mantine/core';

import type { Attempt, TaskDetail } from '../../api/tasks';
import { Link } from '../../components/LinkButton';
import { ScrollRegion } from '../../components/ScrollRegion';
import { StateBadge } from '../../components/StateBadge';
import tables from '../../components/Table.module.css';
import { Duration, Moment } from '../../components/Time';
import { Words } from '../../components/Words';

const ENDS: Record<Attempt['end'], string> = {
  failed: 'failed, tried again',
  lost: 'worker lost',
  returned: 'returned unstarted',
  retried: 'ended, retried by hand',
};

/** All tries: the latest first, as the task has it, then those before. */
export function Attempts({ task, attempts }: { task: TaskDetail; attempts: readonly Attempt[] }) {
  return (
    <ScrollRegion label="Each attempt">
      <Table className={tables.table} verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Attempt</Table.Th>
            <Table.Th>End</Table.Th>
            <Table.Th>Worker</Table.Th>
            <Table.Th>Started</Table.Th>
            <Table.Th>Took</Table.Th>
            <Table.Th>Exit code</Table.Th>
            <Table.Th>Error</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {/* A task between two attempts has none that goes on. */}
          {task.attempt > (attempts.at(-1)?.attempt ?? 0) && (
            <Table.Tr>
              <Table.Td>{task.attempt}</Table.Td>
              <Table.Td>
                <StateBadge state={task.state} />
              </Table.Td>
              <Table.Td>
                <WorkerLink name={task.worker?.name} />
              </Table.Td>
              <Table.Td>
                <Moment at={task.startedAt} />
              </Table.Td>
              <Table.Td>
                <Duration from={task.startedAt} to={task.endedAt} />
              </Table.Td>
              <Table.Td>{task.exitCode ?? '–'}</Table.Td>
              <Table.Td className={tables.wrap}>
                <Words>{task.failure?.message ?? '–'}</Words>
              </Table.Td>
            </Table.Tr>
          )}
          {attempts.toReversed().map(attempt => (
            <Table.Tr key={attempt.attempt}>
              <Table.Td>{attempt.attempt}</Table.Td>
              <Table.Td>{ENDS[attempt.end]}</Table.Td>
              <Table.Td>
                <WorkerLink name={attempt.worker?.name} />
              </Table.Td>
              <Table.Td>
                <Moment at={attempt.startedAt} />
              </Table.Td>
              <Table.Td>
                {attempt.finishedAt === null ? (
                  '–'
                ) : (
                  <Duration from={attempt.startedAt} to={attempt.finishedAt} />
                )}
              </Table.Td>
              <Table.Td>{attempt.exitCode ?? '–'}</Table.Td>
              <Table.Td className={tables.wrap}>
                <Words>{attempt.failure?.message ?? '–'}</Words>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

function WorkerLink({ name }: { name: string | undefined }) {
  if (name === undefined) return '–';
  return (
    <Link to="/workers" search={{ worker: name }} size="sm">
      <Words>{name}</Words>
    </Link>
  );
}
