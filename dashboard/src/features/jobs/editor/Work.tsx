import { NumberInput, SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';

import { pairs } from '../pairs';
import classes from '../Jobs.module.css';
import type { PartProps } from './part';

interface Props extends PartProps {
  /** A job of another kind has no command to edit. */
  readonly shell: boolean;
}

/** What it is, and what it does. */
export function Work({ form, errors, change, shell }: Props) {
  return (
    <>
      <TextInput
        label="Name"
        required
        value={form.name}
        error={errors.name}
        onChange={event => change({ name: event.currentTarget.value })}
      />
      <Textarea
        label="Description"
        autosize
        minRows={1}
        value={form.description}
        error={errors.description}
        onChange={event => change({ description: event.currentTarget.value })}
      />
      {shell && (
        <Textarea
          label="Command or script"
          required
          autosize
          minRows={2}
          maxRows={20}
          classNames={{ input: classes.mono ?? '' }}
          value={form.command}
          error={errors.command}
          onChange={event => change({ command: event.currentTarget.value })}
        />
      )}
      <Switch
        label="Job enabled"
        description="Disabled: nothing runs, by hand or by schedule"
        checked={form.enabled}
        onChange={event => change({ enabled: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <TextInput
          label="Queue"
          value={form.queue}
          error={errors.queue}
          onChange={event => change({ queue: event.currentTarget.value })}
        />
        <NumberInput
          label="Priority"
          value={form.priority}
          error={errors.priority}
          onChange={priority => change({ priority })}
        />
        <NumberInput
          label="Attempts"
          min={1}
          max={100}
          value={form.maxAttempts}
          error={errors.maxAttempts}
          onChange={maxAttempts => change({ maxAttempts })}
        />
        <NumberInput
          label="Timeout in seconds"
          min={1}
          max={86_400}
          value={form.timeoutSeconds}
          error={errors.timeoutSeconds}
          onChange={timeoutSeconds => change({ timeoutSeconds })}
        />
        <Textarea
          label="Environment"
          description="A NAME=value on each line"
          autosize
          minRows={1}
          value={form.env}
          error={errors.env ?? unlike(form.env)}
          onChange={event => change({ env: event.currentTarget.value })}
        />
        <Textarea
          label="Labels"
          description="A name=value on each line"
          autosize
          minRows={1}
          value={form.labels}
          error={errors.labels ?? unlike(form.labels)}
          onChange={event => change({ labels: event.currentTarget.value })}
        />
      </SimpleGrid>
    </>
  );
}

const unlike = (text: string) =>
  pairs(text) === null ? 'Each line must be name=value' : undefined;
