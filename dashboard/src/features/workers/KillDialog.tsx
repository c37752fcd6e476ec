import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { IconBolt } from '@tabler/icons-react';
import { useState } from 'react';

import type { Fleet } from '../../api/fleet';
import type { Worker } from '../../api/workers';
import { visible } from '../../components/visible';
import { forItsTasks, forTheFleet } from './consequence';

interface Props {
  /** Null while nobody is to be killed. */
  worker: Worker | null;
  fleet: Fleet;
  busy: boolean;
  onClose: () => void;
  onKill: (name: string, replace: boolean) => void;
}

/** Says what will happen, and asks. */
export function KillDialog({ worker, fleet, busy, onClose, onKill }: Props) {
  const [replace, setReplace] = useState(false);
  return (
    <Modal
      opened={worker !== null}
      onClose={onClose}
      title={`Kill ${visible(worker?.name ?? '')}?`}
    >
      {worker !== null && (
        <Stack gap="md">
          <Text size="sm">The worker is ended at once, without finishing anything.</Text>
          <Text size="sm">{forItsTasks(worker)}</Text>
          <Switch
            label="Start another in its place"
            description={forTheFleet(fleet, replace)}
            checked={replace}
            onChange={event => setReplace(event.currentTarget.checked)}
          />
          <Text size="sm" c="dimmed">
            To let it finish first, drain it instead.
          </Text>
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose} data-autofocus>
              Keep it
            </Button>
            <Button
              color="red"
              leftSection={<IconBolt size={15} aria-hidden />}
              loading={busy}
              onClick={() => onKill(worker.name, replace)}
            >
              Kill {visible(worker.name)}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
