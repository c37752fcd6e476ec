import { Anchor, Menu, ActionIcon, Text } from '@mantine/core';
import {
  IconBolt,
  IconDotsVertical,
  IconListDetails,
  IconPlayerPause,
  IconPlayerPlay,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';

import type { Worker } from '../../api/workers';
import { bytes, count, shortId } from '../../components/format';
import { TimeAgo } from '../../components/Time';
import { Slots } from './Slots';
import { WorkerBadge } from './WorkerBadge';
import classes from './WorkerCard.module.css';

export interface WorkerActions {
  onDrain: (worker: Worker) => void;
  onResume: (worker: Worker) => void;
  onKill: (worker: Worker) => void;
}

/** One worker: how it does and what it has. */
export function WorkerCard({ worker, ...actions }: { worker: Worker } & WorkerActions) {
  const { name, host, version, slots, running } = worker;
  const allQueues = worker.queues.length === 0 || worker.queues.includes('*');
  const labels = Object.entries(worker.labels);
  return (
    <li className={classes.card} data-status={worker.status} aria-label={name}>
      <div className={classes.head}>
        <h3 className={classes.name}>{name}</h3>
        <WorkerBadge worker={worker} />
        <WorkerMenu worker={worker} {...actions} />
      </div>
      <Slots used={running.length} slots={slots} />
      <ul className={classes.tasks} aria-label="Its tasks">
        {running.slice(0, 4).map(id => (
          <li key={id}>
            <Anchor
              size="xs"
              ff="monospace"
              renderRoot={props => <Link to="/tasks/$taskId" params={{ taskId: id }} {...props} />}
            >
              {shortId(id)}
            </Anchor>
          </li>
        ))}
        {running.length > 4 && <li>and {running.length - 4} more</li>}
        {running.length === 0 && <li>no task</li>}
      </ul>
      <dl className={classes.facts}>
        <Fact name="Done">
          {count(worker.tasksCompleted)}
          {worker.tasksFailed > 0 && (
            <Text span inherit c="dimmed">
              {' '}
              · {count(worker.tasksFailed)} failed
            </Text>
          )}
        </Fact>
        <Fact name="Heartbeat">
          <TimeAgo at={worker.lastActiveAt} />
        </Fact>
        <Fact name="Host CPU">{worker.cpuPercent.toFixed(0)} %</Fact>
        <Fact name="Host memory">{worker.memoryPercent.toFixed(0)} %</Fact>
        <Fact name="Own memory">{bytes(worker.memoryBytes)}</Fact>
        <Fact name="First seen">
          <TimeAgo at={worker.registeredAt} />
        </Fact>
        <Fact name="Session">{count(worker.session)}</Fact>
        <Fact name="Queues">{allQueues ? 'all' : worker.queues.join(', ')}</Fact>
        <Fact name="Version">{version}</Fact>
        <Fact name="Host">{host}</Fact>
      </dl>
      {labels.length > 0 && (
        <ul className={classes.labels} aria-label="Labels">
          {labels.map(([key, value]) => (
            <li key={key}>{`${key}=${value}`}</li>
          ))}
        </ul>
      )}
    </li>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function WorkerMenu({ worker, onDrain, onResume, onKill }: { worker: Worker } & WorkerActions) {
  const gone = worker.status === 'offline';
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions on ${worker.name}`}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconListDetails size={15} aria-hidden />}
          renderRoot={props => <Link to="/tasks" search={{ worker: worker.name }} {...props} />}
        >
          Its tasks
        </Menu.Item>
        {worker.draining ? (
          <Menu.Item
            leftSection={<IconPlayerPlay size={15} aria-hidden />}
            disabled={gone}
            onClick={() => onResume(worker)}
          >
            Resume
          </Menu.Item>
        ) : (
          <Menu.Item
            leftSection={<IconPlayerPause size={15} aria-hidden />}
            disabled={gone}
            onClick={() => onDrain(worker)}
          >
            Drain: take nothing new
          </Menu.Item>
        )}
        <Menu.Divider />
        <Menu.Item
          color="red"
          leftSection={<IconBolt size={15} aria-hidden />}
          disabled={gone}
          onClick={() => onKill(worker)}
        >
          Kill…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
