import { ActionIcon, Alert, Button, Group, Loader, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconMinus, IconPlus } from '@tabler/icons-react';

import { FLEET_SIZE, type Fleet } from '../../api/fleet';
import { Card } from '../../components/Card';
import { plural } from '../../components/format';
import { Words } from '../../components/Words';
import classes from './WorkerControl.module.css';

const PRESETS = [1, 3, 5];

/** How workers are started, by the setting `fleet.backend`. */
const STARTED_AS: Readonly<Record<string, string>> = {
  process: 'workers are processes of this host',
};

interface Props {
  fleet: Fleet;
  busy: boolean;
  onScale: (count: number) => void;
}

/** The wanted and the present size, and the buttons that change it. */
export function WorkerControl({ fleet, busy, onScale }: Props) {
  const { wanted, present, backend, lastError } = fleet;
  const moving = wanted !== present;
  if (backend === 'none') {
    return (
      <Card title="Worker Control">
        <Text size="sm" c="dimmed">
          Workers are not started and stopped by TaskMaster here: those that connect by themselves
          are below. The setting <code>fleet.backend</code> changes that.
        </Text>
      </Card>
    );
  }
  return (
    <Card
      title="Worker Control"
      aside={
        <Text size="xs" c="dimmed" ta="end">
          {STARTED_AS[backend] ?? `started by ${backend}`}
        </Text>
      }
    >
      <div className={classes.row}>
        <Group gap="sm" wrap="nowrap" role="group" aria-label="Size of the fleet">
          <Step
            label="One worker less"
            disabled={busy || wanted <= FLEET_SIZE.min}
            onClick={() => onScale(wanted - 1)}
          >
            <IconMinus size={16} aria-hidden />
          </Step>
          <div className={classes.size}>
            <output className={classes.wanted} aria-label="Wanted workers">
              {wanted}
            </output>
            <span className={classes.caption}>wanted</span>
          </div>
          <Step
            label="One worker more"
            disabled={busy || wanted >= FLEET_SIZE.max}
            onClick={() => onScale(wanted + 1)}
          >
            <IconPlus size={16} aria-hidden />
          </Step>
        </Group>
        <div className={classes.state} role="status">
          {moving ? <Loader size={14} aria-hidden /> : null}
          <span>
            <b>{present}</b> present
            {moving && (
              <span className={classes.caption}>
                {' '}
                · {present < wanted ? 'starting' : 'stopping'}{' '}
                {plural(Math.abs(wanted - present), 'worker')}
              </span>
            )}
          </span>
        </div>
        <Group gap="xs" role="group" aria-label="Presets">
          {PRESETS.map(count => (
            <Button
              key={count}
              size="xs"
              variant={count === wanted ? 'filled' : 'default'}
              aria-pressed={count === wanted}
              aria-label={`Scale to ${plural(count, 'worker')}`}
              disabled={busy}
              onClick={() => onScale(count)}
            >
              {count}
            </Button>
          ))}
        </Group>
      </div>
      {lastError !== null && moving && (
        <Alert
          color="red"
          mt="sm"
          icon={<IconAlertTriangle aria-hidden />}
          title="The wanted size was not reached"
        >
          <Words>{lastError}</Words>
        </Alert>
      )}
    </Card>
  );
}

interface StepProps {
  label: string;
  disabled: boolean;
  onClick: () => void;
  children: React.ReactNode;
}

function Step({ label, disabled, onClick, children }: StepProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size={36}
        aria-label={label}
        disabled={disabled}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
