import { useDebouncedValue } from '@mantine/hooks';
import type { SpotlightActionData } from '@mantine/spotlight';
import { IconBolt, IconPlayerPause, IconPlayerPlay, IconServer2 } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { knownTasks } from '../../api/known';
import { tasksQuery, type Task } from '../../api/tasks';
import { workersQuery, type Worker } from '../../api/workers';
import { StateIcon } from '../../components/StateBadge';
import { taskTitle } from '../../components/titled';
import { visible } from '../../components/visible';
import type { Control } from '../../features/workers/control';
import { byPartOfId, isPartOfId, once } from './found';
import { useJobsFound } from './use-jobs-found';

/** How long a text stands before the server is asked. */
const STANDS_MS = 200;

/** How many of the newest tasks are looked through for a part of an id. */
const NEWEST = 1_000;

interface Found {
  readonly found: SpotlightActionData[];
  /** The job of which the text has the id. */
  readonly job: SpotlightActionData | null;
  /** Whether that is not known yet. */
  readonly isSeeking: boolean;
}

/** Jobs by their name; tasks by their name, their command or a part of their id; workers by name, and what to do to them. */
export function useFound(query: string, control: Control, onKill: (worker: Worker) => void): Found {
  const navigate = useNavigate();
  const client = useQueryClient();
  const typed = query.trim();
  const [text] = useDebouncedValue(typed, STANDS_MS);
  const isPart = isPartOfId(typed);
  const named = useQuery({
    ...tasksQuery({ text, limit: 5 }),
    enabled: typed.length > 1 && text.length > 1,
  });
  // What it answers is among the known tasks.
  useQuery({
    ...tasksQuery({ limit: NEWEST }),
    enabled: isPart,
    staleTime: 30_000,
  });
  const workers = useQuery({ ...workersQuery(), enabled: typed !== '' });

  const jobs = useJobsFound(typed, text);
  const isFresh = text === typed;
  const tasks = once([
    ...(isPart ? byPartOfId(knownTasks(client), typed) : []),
    ...(isFresh ? (named.data?.tasks ?? []) : []),
  ]);
  const all = typed === '' ? [] : (workers.data ?? []).map(toWorkerActions);
  const found = [
    ...jobs.named,
    ...tasks.map(toTask),
    // What changes something comes after what only leads somewhere.
    ...all.flatMap(([show]) => show ?? []),
    ...all.flatMap(([, ...acts]) => acts),
  ];
  return { found, job: jobs.meant, isSeeking: jobs.isSeeking };

  function toTask(task: Task): SpotlightActionData {
    return {
      id: `task ${task.id}`,
      label: visible(titleOf(task)),
      description: `${task.state} · ${task.id}`,
      // It was found already: the palette's own search must not leave it out again.
      keywords: query,
      leftSection: <StateIcon state={task.state} size={18} />,
      onClick: () => void navigate({ to: '/tasks/$taskId', params: { taskId: task.id } }),
    };
  }

  function toWorkerActions(worker: Worker): SpotlightActionData[] {
    const name = visible(worker.name);
    const show: SpotlightActionData = {
      id: `worker ${worker.id}`,
      label: name,
      description: `Worker · ${worker.draining ? 'draining' : worker.status}`,
      leftSection: <IconServer2 size={18} stroke={1.6} aria-hidden />,
      onClick: () => void navigate({ to: '/workers', search: { worker: worker.name } }),
    };
    if (worker.status === 'offline') return [show];
    const drain: SpotlightActionData = worker.draining
      ? {
          id: `resume ${worker.id}`,
          label: `Resume ${name}`,
          leftSection: <IconPlayerPlay size={18} stroke={1.6} aria-hidden />,
          onClick: () => control.resume.mutate(worker.name),
        }
      : {
          id: `drain ${worker.id}`,
          label: `Drain ${name}`,
          description: 'It takes nothing new',
          leftSection: <IconPlayerPause size={18} stroke={1.6} aria-hidden />,
          onClick: () => control.drain.mutate(worker.name),
        };
    const kill: SpotlightActionData = {
      id: `kill ${worker.id}`,
      label: `Kill ${name}…`,
      description: 'Asks first',
      leftSection: <IconBolt size={18} stroke={1.6} aria-hidden />,
      onClick: () => onKill(worker),
    };
    return [show, drain, kill];
  }
}

function titleOf(task: Task): string {
  const { name, work } = taskTitle(task);
  return name === '' ? work : `${name} · ${work}`;
}
