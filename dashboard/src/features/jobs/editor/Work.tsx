import { SimpleGrid, Switch, Textarea, TextInput } from '@mantine/core';

import { LIMITS } from '../../../api/limits';
import classes from '../Jobs.module.css';
import { NumberField } from '../../../components/NumberField';
import type { PartProps } from './part';
import { unlike } from '../pairs';

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
        description="Disabled: nothing is started, by its schedule or by hand"
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
        <NumberField
          label="Priority"
          limit={LIMITS.priority}
          value={form.priority}
          error={errors.priority}
          onChange={priority => change({ priority })}
        />
        <NumberField
          label="Attempts"
          limit={LIMITS.maxAttempts}
          value={form.maxAttempts}
          error={errors.maxAttempts}
          onChange={maxAttempts => change({ maxAttempts })}
        />
        <NumberField
          label="Timeout in seconds"
          limit={LIMITS.timeoutSeconds}
          value={form.timeoutSeconds}
          error={errors.timeoutSeconds}
          onChange={timeoutSeconds => change({ timeoutSeconds })}
        />
        <Textarea
          label="Environment"
          description='A NAME=value on each line; NAME="a\nb" has a line break'
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
