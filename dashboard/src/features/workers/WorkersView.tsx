import { Alert, Anchor, Group, Stack, Switch } from '@mantine/core';
import { IconServerOff } from '@tabler/icons-react';
import { useState } from 'react';

import type { Fleet } from '../../api/fleet';
import type { Worker } from '../../api/workers';
import { EmptyState } from '../../components/EmptyState';
import { Link } from '../../components/LinkButton';
import { visible } from '../../components/visible';
import type { Control } from './control';
import { KillDialog } from './KillDialog';
import { WorkerCard } from './WorkerCard';
import { WorkerControl } from './WorkerControl';
import classes from './WorkersView.module.css';

interface Props {
  workers: readonly Worker[];
  fleet: Fleet;
  control: Control;
  /** Whether those are shown too that went away more than an hour ago. */
  all: boolean;
  /** The name of the one that a link led to. */
  wanted?: string | undefined;
  onAll: (all: boolean) => void;
}

/** The fleet and its workers. */
export function WorkersView({ workers, fleet, control, all, onAll, wanted }: Props) {
  const [victim, setVictim] = useState<Worker | null>(null);
  const { scale, drain, resume, kill } = control;
  // The dialog tells of what the worker has now, not of what it had when it was opened.
  const fresh = workers.find(worker => worker.name === victim?.name) ?? victim;
  const isMissing = wanted !== undefined && !workers.some(worker => worker.name === wanted);
  return (
    <Stack gap="md">
      <WorkerControl fleet={fleet} busy={scale.isPending} onScale={count => scale.mutate(count)} />
      <Switch
        size="xs"
        className={classes.all}
        label="Show workers that went away more than an hour ago"
        checked={all}
        onChange={event => onAll(event.currentTarget.checked)}
      />
      {isMissing && <Missing name={wanted} all={all} onAll={onAll} />}
      {workers.length === 0 ? (
        <EmptyState icon={IconServerOff} title="There are no workers">
          Scale the fleet above, or start one by hand with <code>taskmaster worker</code>. Tasks
          wait in their queues until then.
        </EmptyState>
      ) : (
        <ul className={classes.grid} aria-label="Workers">
          {[...workers].sort(byStanding).map(worker => (
            <WorkerCard
              key={worker.id}
              worker={worker}
              chosen={worker.name === wanted}
              onDrain={({ name }) => drain.mutate(name)}
              onResume={({ name }) => resume.mutate(name)}
              onKill={setVictim}
            />
          ))}
        </ul>
      )}
      <KillDialog
        key={victim?.name}
        worker={fresh}
        fleet={fleet}
        busy={kill.isPending}
        onClose={() => setVictim(null)}
        onKill={(name, replace) =>
          kill.mutate({ name, replace }, { onSettled: () => setVictim(null) })
        }
      />
    </Stack>
  );
}

/** For a link to a worker that is not in the list. */
function Missing({ name, all, onAll }: { name: string; all: boolean; onAll: Props['onAll'] }) {
  return (
    <Alert variant="light" title={`${visible(name)} is not here any more`}>
      <Group gap="md">
        {!all && (
          <Anchor component="button" size="sm" onClick={() => onAll(true)}>
            Look among those that went away earlier
          </Anchor>
        )}
        <Link to="/tasks" search={{ worker: name }} size="sm">
          Tasks of this worker
        </Link>
      </Group>
    </Alert>
  );
}

/** Those that are there first, then by name as people count. */
function byStanding(a: Worker, b: Worker): number {
  const gone = (worker: Worker) => Number(worker.status === 'offline');
  return gone(a) - gone(b) || a.name.localeCompare(b.name, 'en', { numeric: true });
}
