import { SimpleGrid } from '@mantine/core';

import { NumberOf, type PartProps, TextField } from './fields';
import { Rows } from './Rows';

/** What many tasks are told: their line, how often and how long, what they are called. */
export function Usual(part: PartProps) {
  const { form, errors, change } = part;
  return (
    <>
      <TextField {...part} field="name" label="Name" description="For people; need not be unique" />
      <SimpleGrid cols={{ base: 2, sm: 4 }}>
        <TextField {...part} field="queue" label="Queue" />
        <NumberOf {...part} field="priority" label="Priority" />
        <NumberOf {...part} field="maxAttempts" label="Attempts in all" />
        <NumberOf {...part} field="timeoutSeconds" label="Timeout, seconds" />
      </SimpleGrid>
      <Rows
        title="Environment"
        one="variable"
        field="env"
        rows={form.env}
        errors={errors}
        onChange={env => change({ env })}
      />
      <Rows
        title="Labels"
        one="label"
        field="labels"
        rows={form.labels}
        errors={errors}
        onChange={labels => change({ labels })}
      />
    </>
  );
}
