import { Button, Center, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';

import {
  type Fire,
  type FireOutcome,
  type FireReason,
  firesQuery,
  type Run,
  runsQuery,
} from '../../api/jobs';
import type { TaskState } from '../../api/tasks';
import { Card } from '../../components/Card';
import { Choice } from '../../components/Choice';
import { moment } from '../../components/format';
import { Link } from '../../components/LinkButton';
import { ScrollRegion } from '../../components/ScrollRegion';
import { StateWord } from '../../components/StateBadge';
import tables from '../../components/Table.module.css';
import { Moment } from '../../components/Time';
import { usePolling } from '../../live/hooks';
import { runInTheWay } from './in-the-way';

/** What each outcome looks like: the states of tasks that mean about the same. */
const LIKE: Record<FireOutcome, TaskState> = {
  fired: 'completed',
  skipped: 'canceled',
  blocked: 'paused',
  missed: 'failed',
};

const REASONS: Record<FireReason, string> = {
  overlap: 'a run had not ended',
  blackout: 'it lay in a blackout',
  checks: 'not all checks were ok',
  disabled: 'the job was not enabled',
  outage: 'nobody was there to act, and nothing is caught up',
  window: 'it was older than what is caught up',
  superseded: 'a later one was caught up in its place',
  changed: 'the schedule was changed before',
};

const SHOW = (['all', 'fired', 'skipped', 'blocked', 'missed'] as const).map(value => ({
  value,
  label: value,
}));

interface Props {
  readonly jobId: string;
  /** The only ones that are shown; null for all. */
  readonly outcome: FireOutcome | null;
  readonly onOutcome: (outcome: FireOutcome | null) => void;
}

/** The ledger: every time that the schedule named, and what became of it. */
export function Fires({ jobId, outcome, onOutcome }: Props) {
  const refetchInterval = usePolling();
  const fires = useInfiniteQuery({ ...firesQuery(jobId, outcome), refetchInterval });
  const rows = fires.data?.pages.flatMap(page => page.rows) ?? [];
  // What the run log has of them: nobody is asked again.
  const known = useInfiniteQuery({ ...runsQuery(jobId), staleTime: Infinity });
  const runs = known.data?.pages.flatMap(page => page.rows) ?? [];
  const nothing = () => {
    if (fires.isPending) return 'loading…';
    if (fires.isError) return 'The fires cannot be shown.';
    return outcome === null ? 'No time of the schedule has come yet.' : `None was ${outcome}.`;
  };
  return (
    <Card
      title="Fires"
      flush
      aside={
        <Choice
          size="xs"
          label="Which fires"
          choices={SHOW}
          value={outcome ?? 'all'}
          onChange={show => onOutcome(show === 'all' ? null : show)}
        />
      }
    >
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" p="md" role="status">
          {nothing()}
        </Text>
      ) : (
        <ScrollRegion label="Ledger of fires">
          <Table className={tables.table} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Time</Table.Th>
                <Table.Th>Outcome</Table.Th>
                <Table.Th>Run or reason</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(fire => (
                <Table.Tr key={fire.nominalAt}>
                  <Table.Td>
                    <Moment at={fire.nominalAt} />
                  </Table.Td>
                  <Table.Td>
                    <StateWord like={LIKE[fire.outcome]}>{fire.outcome}</StateWord>
                  </Table.Td>
                  <Table.Td className={tables.wrap}>
                    <Result fire={fire} runs={runs} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollRegion>
      )}
      {fires.hasNextPage && (
        <Center py="sm">
          <Button
            variant="default"
            size="xs"
            loading={fires.isFetchingNextPage}
            onClick={() => void fires.fetchNextPage()}
          >
            Earlier
          </Button>
        </Center>
      )}
    </Card>
  );
}

/** The run, or why there is none; where another was in the way, that leads to it. */
function Result({ fire, runs }: { readonly fire: Fire; readonly runs: readonly Run[] }) {
  const why = fire.reason === null ? 'output' : REASONS[fire.reason];
  const when = fire.nominalAt === null ? '' : moment(fire.nominalAt);
  const id = fire.runId ?? runInTheWay(fire, runs)?.id;
  if (id === undefined) return fire.reason === null ? '–' : why;
  return (
    <Link to="/tasks/$taskId" params={{ taskId: id }} size="sm" aria-label={`${why}, ${when}`}>
      {why}
    </Link>
  );
}
