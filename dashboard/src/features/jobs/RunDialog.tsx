import { Button, Group, Modal, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import type { Job } from '../../api/jobs';
import { pairs } from './pairs';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly opened: boolean;
  readonly job: Job;
  readonly action: JobActions['run'];
  readonly onClose: () => void;
}

/** One run that differs from the job: what is left empty is the job's own. */
export function RunDialog({ opened, job, action, onClose }: Props) {
  const [command, setCommand] = useState('');
  const [env, setEnv] = useState('');
  const [queue, setQueue] = useState('');
  const [priority, setPriority] = useState<number | string>('');
  const read = pairs(env);
  const run = () =>
    action.mutate(
      {
        ...(command.trim() === '' ? {} : { command }),
        ...(env.trim() === '' || read === null ? {} : { env: read }),
        ...(queue.trim() === '' ? {} : { queue }),
        ...(typeof priority === 'number' ? { priority } : {}),
      },
      { onSuccess: onClose },
    );
  const { task } = job.definition;
  return (
    <Modal opened={opened} onClose={onClose} title={`Run ${job.definition.name} with changes`}>
      <Stack gap="sm">
        {task.kind === 'shell' && (
          <Textarea
            label="Command"
            placeholder={task.command}
            autosize
            minRows={1}
            maxRows={8}
            value={command}
            onChange={event => setCommand(event.currentTarget.value)}
          />
        )}
        <Textarea
          label="Environment"
          description="Laid over the job's, a NAME=value on each line"
          autosize
          minRows={2}
          maxRows={8}
          value={env}
          error={read === null ? 'Each line must be NAME=value' : undefined}
          onChange={event => setEnv(event.currentTarget.value)}
        />
        <TextInput
          label="Queue"
          placeholder={task.queue}
          value={queue}
          onChange={event => setQueue(event.currentTarget.value)}
        />
        <NumberInput
          label="Priority"
          placeholder={String(task.priority)}
          min={-1000}
          max={1000}
          value={priority}
          onChange={setPriority}
        />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Close
          </Button>
          <Button disabled={read === null} loading={action.isPending} onClick={run}>
            Run
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
