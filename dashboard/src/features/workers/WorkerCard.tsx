import { Anchor, Menu, ActionIcon, Text } from '@mantine/core';
import { IconBolt, IconDotsVertical, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';

import type { Worker } from '../../api/workers';
import { Fact } from '../../components/Facts';
import { bytes, count, shortId } from '../../components/format';
import { TimeAgo } from '../../components/Time';
import { visible } from '../../components/visible';
import { Words } from '../../components/Words';
import { Slots } from './Slots';
import { WorkerBadge } from './WorkerBadge';
import classes from './WorkerCard.module.css';

export interface WorkerActions {
  onDrain: (worker: Worker) => void;
  onResume: (worker: Worker) => void;
  onKill: (worker: Worker) => void;
}

interface Props extends WorkerActions {
  worker: Worker;
  /** It is the one that a link led to. */
  chosen?: boolean;
}

/** One worker: how it does and what it has. */
export function WorkerCard({ worker, chosen = false, ...actions }: Props) {
  const card = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (!chosen) return;
    card.current?.scrollIntoView({ block: 'center' });
    card.current?.focus({ preventScroll: true });
  }, [chosen]);
  const { name, host, version, slots, running } = worker;
  const allQueues = worker.queues.length === 0 || worker.queues.includes('*');
  const labels = Object.entries(worker.labels);
  return (
    <li
      ref={card}
      className={classes.card}
      data-status={worker.status}
      data-chosen={chosen || undefined}
      data-arrive={chosen || undefined}
      aria-current={chosen || undefined}
      aria-label={visible(name)}
      tabIndex={chosen ? -1 : undefined}
    >
      <div className={classes.head}>
        <h3 className={classes.name}>
          <Words>{name}</Words>
        </h3>
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
        <li className={classes.all}>
          <Anchor
            size="xs"
            renderRoot={props => <Link to="/tasks" search={{ worker: name }} {...props} />}
          >
            Tasks of this worker
          </Anchor>
        </li>
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
        <Fact name="Queues">
          <Words>{allQueues ? 'all' : worker.queues.join(', ')}</Words>
        </Fact>
        <Fact name="Version">
          <Words>{version}</Words>
        </Fact>
        <Fact name="Host">
          <Words>{host}</Words>
        </Fact>
      </dl>
      {labels.length > 0 && (
        <ul className={classes.labels} aria-label="Labels">
          {labels.map(([key, value]) => (
            <li key={key}>
              <Words>{`${key}=${value}`}</Words>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

function WorkerMenu({ worker, onDrain, onResume, onKill }: { worker: Worker } & WorkerActions) {
  const gone = worker.status === 'offline';
  return (
    <Menu position="bottom-end" width={210}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" aria-label={`Actions on ${visible(worker.name)}`}>
          <IconDotsVertical size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
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
