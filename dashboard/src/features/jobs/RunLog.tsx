import { Button, Center, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import { type Run, runsQuery } from '../../api/jobs';
import { count, moment, shortId } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { ScrollRegion } from '../../components/ScrollRegion';
import { StateBadge } from '../../components/StateBadge';
import tables from '../../components/Table.module.css';
import { Moment } from '../../components/Time';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import { usePolling } from '../../live/hooks';
import { columnName, counterNames } from './counters';
import classes from './RunLog.module.css';

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
        <Center py="sm">
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
    <ScrollRegion label="Runs" className={classes.region}>
      <Table className={[tables.table, classes.table].join(' ')} verticalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Finished</Table.Th>
            <Table.Th>Trigger</Table.Th>
            <Table.Th>Status</Table.Th>
            {names.map(name => (
              <Table.Th key={name}>
                <Words>{columnName(name)}</Words>
              </Table.Th>
            ))}
            <Table.Th>Task</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map(run => (
            <Row key={run.id} run={run} names={names} />
          ))}
        </Table.Tbody>
      </Table>
    </ScrollRegion>
  );
}

/** Each field has its name with it, for where there is no room for columns. */
function Row({ run, names }: { readonly run: Run; readonly names: readonly string[] }) {
  const at = run.startedAt ?? run.createdAt;
  return (
    <Table.Tr data-run={run.id}>
      <Table.Td className={classes.time} data-label="Started">
        <Moment at={run.startedAt} />
      </Table.Td>
      <Table.Td className={classes.time} data-label="Finished">
        <Moment at={run.finishedAt} />
      </Table.Td>
      <Table.Td data-label="Trigger">{run.trigger}</Table.Td>
      <Table.Td data-label="Status">
        <StateBadge state={run.state} />
      </Table.Td>
      {names.map(name => {
        const value = run.counters[name];
        return (
          <Table.Td
            key={name}
            className="tabular"
            data-label={visible(columnName(name))}
            data-none={value === undefined || undefined}
          >
            {value === undefined ? '–' : count(value)}
          </Table.Td>
        );
      })}
      <Table.Td data-label="Task">
        <Link
          to="/tasks/$taskId"
          params={{ taskId: run.id }}
          size="sm"
          aria-label={`output of the run ${at === null ? shortId(run.id) : `of ${moment(at)}`}`}
        >
          output
        </Link>
      </Table.Td>
    </Table.Tr>
  );
}
