import { Button, Group, Modal, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';

import type { Deletion, Job } from '../../api/jobs';
import { visible } from '../../components/visible';

interface Props {
  readonly opened: boolean;
  readonly job: Job;
  readonly busy: boolean;
  readonly onClose: () => void;
  readonly onDelete: (how: Deletion) => void;
}

/** Says what will go, and asks. */
export function DeleteDialog({ opened, job, busy, onClose, onDelete }: Props) {
  const [keepRuns, setKeepRuns] = useState(false);
  const [keepRunning, setKeepRunning] = useState(false);
  return (
    <Modal opened={opened} onClose={onClose} title={`Delete ${visible(job.definition.name)}?`}>
      <Stack gap="md">
        <Text size="sm">
          The job goes with its schedule, its versions and the ledger of its fires.
        </Text>
        <Switch
          label="Keep its runs"
          description={
            keepRuns
              ? 'They stay in the list of tasks, with their output.'
              : 'Its runs are deleted with their output, each once it has ended.'
          }
          checked={keepRuns}
          onChange={event => setKeepRuns(event.currentTarget.checked)}
        />
        {job.openRuns > 0 && (
          <Switch
            label="Let go on what runs"
            description={keepRunning ? 'It goes on as a task of its own.' : 'It is canceled.'}
            checked={keepRunning}
            onChange={event => setKeepRunning(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red" loading={busy} onClick={() => onDelete({ keepRuns, keepRunning })}>
            Delete
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
