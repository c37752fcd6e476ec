import { Button, Center, SegmentedControl, Table, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { type FireOutcome, type FireReason, firesQuery } from '../../api/jobs';
import type { TaskState } from '../../api/tasks';
import { stateColor } from '../../app/stateColors';
import { Card } from '../../components/Card';
import { Link } from '../../components/LinkButton';
import { StateIcon } from '../../components/StateBadge';
import { Moment } from '../../components/Time';
import { usePolling } from '../../live/hooks';
import classes from './Jobs.module.css';

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

const SHOW = ['all', 'fired', 'skipped', 'blocked', 'missed'] as const;

/** The ledger: every time that the schedule named, and what became of it. */
export function Fires({ jobId }: { readonly jobId: string }) {
  const [outcome, setOutcome] = useState<FireOutcome | null>(null);
  const refetchInterval = usePolling();
  const fires = useInfiniteQuery({ ...firesQuery(jobId, outcome), refetchInterval });
  const rows = fires.data?.pages.flatMap(page => page.rows) ?? [];
  return (
    <Card
      title="Fires"
      aside={
        <SegmentedControl
          size="xs"
          aria-label="Which fires"
          data={[...SHOW]}
          value={outcome ?? 'all'}
          onChange={value => {
            const show = SHOW.find(one => one === value);
            setOutcome(show === undefined || show === 'all' ? null : show);
          }}
        />
      }
    >
      {rows.length === 0 ? (
        <Text size="sm" c="dimmed" role="status">
          {fires.isPending ? 'loading…' : 'No time of the schedule has come yet.'}
        </Text>
      ) : (
        // It scrolls sideways when it is wide, so keys must get there.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
        <div className={classes.inner} tabIndex={0} role="region" aria-label="Ledger of fires">
          <Table className={classes.table} verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Time</Table.Th>
                <Table.Th>Outcome</Table.Th>
                <Table.Th>Why</Table.Th>
                <Table.Th>Run</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(fire => (
                <Table.Tr key={fire.nominalAt}>
                  <Table.Td>
                    <Moment at={fire.nominalAt} />
                  </Table.Td>
                  <Table.Td>
                    <span
                      className={classes.badge}
                      style={{ color: stateColor(LIKE[fire.outcome]) }}
                    >
                      <StateIcon state={LIKE[fire.outcome]} size={13} />
                      {fire.outcome}
                    </span>
                  </Table.Td>
                  <Table.Td>{fire.reason === null ? '' : REASONS[fire.reason]}</Table.Td>
                  <Table.Td>
                    {fire.runId === null ? (
                      '—'
                    ) : (
                      <Link to="/tasks/$taskId" params={{ taskId: fire.runId }} size="sm">
                        output
                      </Link>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {fires.hasNextPage && (
        <Center mt="sm">
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
