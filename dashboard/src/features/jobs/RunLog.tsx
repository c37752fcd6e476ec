import { Button, Center, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { type Run, runsQuery } from '../../api/jobs';
import { count } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { StateBadge } from '../../components/StateBadge';
import { Moment } from '../../components/Time';
import { usePolling } from '../../live/hooks';
import { columnName, counterNames } from './counters';
import classes from './Jobs.module.css';

/** The runs of a job, newest first. */
export function RunLog({ jobId }: { readonly jobId: string }) {
  const refetchInterval = usePolling();
  const runs = useInfiniteQuery({ ...runsQuery(jobId), refetchInterval, refetchOnMount: 'always' });
  const rows = runs.data?.pages.flatMap(page => page.rows) ?? [];
  if (runs.isPending) return <Note>loading…</Note>;
  // What cannot be read is as good as nothing here: the page around it says what is wrong.
  if (rows.length === 0) return <Note>no runs yet</Note>;
  return (
    <>
      <RunTable runs={rows} />
      {runs.hasNextPage && (
        <Center mt="sm">
          <Button
            variant="default"
            size="xs"
            loading={runs.isFetchingNextPage}
            onClick={() => void runs.fetchNextPage()}
          >
            Older runs
          </Button>
        </Center>
      )}
    </>
  );
}

function Note({ children }: { readonly children: string }) {
  return (
    <Text c="dimmed" size="sm" ta="center" py="md" role="status">
      {children}
    </Text>
  );
}

function RunTable({ runs }: { readonly runs: readonly Run[] }) {
  const names = counterNames(runs);
  return (
    // It scrolls sideways when it is wide, so keys must get there.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
    <div className={classes.inner} tabIndex={0} role="region" aria-label="Runs">
      <Table className={classes.table} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Finished</Table.Th>
            <Table.Th>Trigger</Table.Th>
            <Table.Th>Status</Table.Th>
            {names.map(name => (
              <Table.Th key={name}>{columnName(name)}</Table.Th>
            ))}
            <Table.Th>Task</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(run => (
            <Table.Tr key={run.id} data-run={run.id}>
              <Table.Td>
                <At at={run.startedAt} />
              </Table.Td>
              <Table.Td>
                <At at={run.finishedAt} />
              </Table.Td>
              <Table.Td>{run.trigger}</Table.Td>
              <Table.Td>
                <StateBadge state={run.state} />
              </Table.Td>
              {names.map(name => (
                <Table.Td key={name} className="tabular">
                  {run.counters[name] === undefined ? '—' : count(run.counters[name])}
                </Table.Td>
              ))}
              <Table.Td>
                <Link to="/tasks/$taskId" params={{ taskId: run.id }} size="sm">
                  output
                </Link>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function At({ at }: { readonly at: number | null }) {
  return at === null ? <>—</> : <Moment at={at} />;
}
