import { Alert, Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';

import type { Job } from '../../api/jobs';
import { LIMITS } from '../../api/limits';
import { Fold } from '../../components/Fold';
import { NumberField } from '../../components/NumberField';
import { useFirstError } from '../../components/use-first-error';
import { visible, visibleLines } from '../../components/visible';
import { type Changes, type RunErrors, toOverrides, unchanged, wrongChanges } from './changes';
import { placeFaults } from './place-faults';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly opened: boolean;
  readonly job: Job;
  readonly action: JobActions['runChanged'];
  readonly onClose: () => void;
}

/** One run that differs from the job: what is left empty is the job's own. */
export function RunDialog({ opened, job, action, onClose }: Props) {
  const close = () => {
    // How it ends is told here.
    if (action.isPending) return;
    // Why it was refused is past by the time that it is opened again.
    action.reset();
    onClose();
  };
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={`Run ${visible(job.definition.name)} with changes`}
    >
      <RunForm job={job} action={action} onClose={close} />
    </Modal>
  );
}

const RARE = ['labels', 'startTimeoutSeconds', 'heartbeatTimeoutSeconds'] as const;

function RunForm({ job, action, onClose }: Omit<Props, 'opened'>) {
  const [changes, setChanges] = useState(unchanged);
  const [own, setOwn] = useState<RunErrors | null>(null);
  const element = useRef<HTMLFormElement>(null);
  const placed = placeFaults(action.error, unchanged);
  const errors = { ...placed.errors, ...own };
  useFirstError(element, own);
  useFirstError(element, action.error);
  const change = (part: Partial<Changes>) => {
    setChanges(before => ({ ...before, ...part }));
    setOwn(null);
    if (action.isError) action.reset();
  };
  const run = () => {
    const found = wrongChanges(changes);
    const good = Object.keys(found).length === 0;
    setOwn(good ? null : found);
    if (good) action.mutate(toOverrides(changes), { onSuccess: onClose });
  };
  const part = { job, changes, errors, change };
  return (
    <form
      ref={element}
      noValidate
      onSubmit={event => {
        event.preventDefault();
        run();
      }}
    >
      <Stack gap="sm">
        {placed.rest !== null && (
          <Alert
            color="red"
            variant="light"
            title="It was not run"
            data-invalid-group
            tabIndex={-1}
          >
            {visible(placed.rest)}
          </Alert>
        )}
        <Usual {...part} />
        <Fold
          title="Labels, start and heartbeat timeouts"
          begins={false}
          forced={RARE.some(field => errors[field] !== undefined)}
        >
          <Rare {...part} />
        </Fold>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" disabled={action.isPending} onClick={onClose}>
            Close
          </Button>
          <Button type="submit" loading={action.isPending}>
            Run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface PartProps {
  readonly job: Job;
  readonly changes: Changes;
  readonly errors: RunErrors;
  readonly change: (part: Partial<Changes>) => void;
}

function Usual({ job, changes, errors, change }: PartProps) {
  const { task } = job.definition;
  return (
    <>
      {task.kind === 'shell' && (
        <Textarea
          label="Command"
          placeholder={visibleLines(task.command)}
          autosize
          minRows={1}
          maxRows={8}
          value={changes.command}
          error={errors.command}
          onChange={event => change({ command: event.currentTarget.value })}
        />
      )}
      <Textarea
        label="Environment"
        description="Laid over the job's, a NAME=value on each line"
        autosize
        minRows={2}
        maxRows={8}
        value={changes.env}
        error={errors.env}
        onChange={event => change({ env: event.currentTarget.value })}
      />
      <TextInput
        label="Queue"
        placeholder={visible(task.queue)}
        value={changes.queue}
        error={errors.queue}
        onChange={event => change({ queue: event.currentTarget.value })}
      />
      <NumberField
        label="Priority"
        placeholder={String(task.priority)}
        limit={LIMITS.priority}
        value={changes.priority}
        error={errors.priority}
        onChange={priority => change({ priority })}
      />
      <NumberField
        label="Timeout in seconds"
        placeholder={String(task.timeoutSeconds)}
        limit={LIMITS.timeoutSeconds}
        value={changes.timeoutSeconds}
        error={errors.timeoutSeconds}
        onChange={timeoutSeconds => change({ timeoutSeconds })}
      />
    </>
  );
}

function Rare({ job, changes, errors, change }: PartProps) {
  const { task } = job.definition;
  const orNone = (seconds: number | null) => (seconds === null ? 'none' : String(seconds));
  return (
    <>
      <Textarea
        label="Labels"
        description="Laid over the job's, a name=value on each line"
        autosize
        minRows={1}
        maxRows={8}
        value={changes.labels}
        error={errors.labels}
        onChange={event => change({ labels: event.currentTarget.value })}
      />
      <NumberField
        label="Start timeout in seconds"
        description="How long it may stay queued"
        placeholder={orNone(task.startTimeoutSeconds)}
        limit={LIMITS.startTimeoutSeconds}
        value={changes.startTimeoutSeconds}
        error={errors.startTimeoutSeconds}
        onChange={startTimeoutSeconds => change({ startTimeoutSeconds })}
      />
      <NumberField
        label="Heartbeat timeout in seconds"
        description="How long it may run without counting or reporting progress"
        placeholder={orNone(task.heartbeatTimeoutSeconds)}
        limit={LIMITS.heartbeatTimeoutSeconds}
        value={changes.heartbeatTimeoutSeconds}
        error={errors.heartbeatTimeoutSeconds}
        onChange={heartbeatTimeoutSeconds => change({ heartbeatTimeoutSeconds })}
      />
    </>
  );
}
