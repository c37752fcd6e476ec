import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import type { Job } from '../../api/jobs';
import { useFirstError } from '../../components/use-first-error';
import { visible } from '../../components/visible';
import { placeFaults } from './place-faults';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly opened: boolean;
  readonly job: Job;
  readonly action: JobActions['duplicate'];
  readonly onClose: () => void;
}

/** Asks for the name of the copy, which is switched off, and goes to it. */
export function DuplicateDialog({ opened, job, action, onClose }: Props) {
  const close = () => {
    // How it ends is told here.
    if (action.isPending) return;
    // Why it was refused is past by the time that it is opened again.
    action.reset();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={close} title={`Duplicate ${visible(job.definition.name)}`}>
      <DuplicateForm job={job} action={action} onClose={close} />
    </Modal>
  );
}

function DuplicateForm({ job, action, onClose }: Omit<Props, 'opened'>) {
  const [name, setName] = useState(`${job.definition.name} copy`);
  const navigate = useNavigate();
  const element = useRef<HTMLFormElement>(null);
  useFirstError(element, action.error);
  const { errors, rest } = placeFaults(action.error, { name });
  const duplicate = () =>
    action.mutate(name, {
      onSuccess: ({ id }) => {
        onClose();
        void navigate({ to: '/jobs/$jobId', params: { jobId: id } });
      },
    });
  return (
    <form
      ref={element}
      onSubmit={event => {
        event.preventDefault();
        duplicate();
      }}
    >
      <Stack gap="md">
        {rest !== null && (
          <Alert
            color="red"
            variant="light"
            title="It was not duplicated"
            data-invalid-group
            tabIndex={-1}
          >
            {visible(rest)}
          </Alert>
        )}
        <TextInput
          label="Name of the copy"
          value={name}
          data-autofocus
          error={errors.name}
          onChange={event => {
            setName(event.currentTarget.value);
            if (action.isError) action.reset();
          }}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={action.isPending} onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={action.isPending} disabled={name.trim() === ''}>
            Duplicate
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
