import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import type { Job } from '../../api/jobs';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly opened: boolean;
  readonly job: Job;
  readonly action: JobActions['duplicate'];
  readonly onClose: () => void;
}

/** Asks for the name of the copy, which is switched off, and goes to it. */
export function DuplicateDialog({ opened, job, action, onClose }: Props) {
  const [name, setName] = useState(`${job.definition.name} copy`);
  const navigate = useNavigate();
  const duplicate = () =>
    action.mutate(name, {
      onSuccess: ({ id }) => {
        onClose();
        void navigate({ to: '/jobs/$jobId', params: { jobId: id } });
      },
    });
  return (
    <Modal opened={opened} onClose={onClose} title={`Duplicate ${job.definition.name}`}>
      <form
        onSubmit={event => {
          event.preventDefault();
          duplicate();
        }}
      >
        <Stack gap="md">
          <TextInput
            label="Name of the copy"
            value={name}
            data-autofocus
            onChange={event => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" loading={action.isPending} disabled={name.trim() === ''}>
              Duplicate
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
