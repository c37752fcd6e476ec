import { Checkbox, MultiSelect, Select, SimpleGrid, Stack } from '@mantine/core';

import { FAILURE_KINDS } from '../../api/tasks';
import { FieldGroup } from '../../components/FieldGroup';
import { NumberOf, type PartProps, TextField } from './fields';
import type { Form } from './form';
import { Metadata } from './Metadata';
import { Rows } from './Rows';

const BACKOFFS = [
  { value: 'exponential', label: 'exponential: doubles' },
  { value: 'fixed', label: 'fixed: stays the same' },
] as const satisfies readonly { value: Form['backoff']; label: string }[];

/** What few tasks are told: waits between tries, limits, where they may run, data of their own. */
export function Rare(part: PartProps) {
  const { form, errors, change } = part;
  return (
    <>
      <FieldGroup title="After a failure">
        <Stack gap="xs">
          <SimpleGrid cols={{ base: 1, sm: 3 }}>
            <Select
              label="Wait grows"
              allowDeselect={false}
              data={[...BACKOFFS]}
              value={form.backoff}
              error={errors.backoff}
              onChange={value =>
                change({
                  backoff: BACKOFFS.find(one => one.value === value)?.value ?? 'exponential',
                })
              }
            />
            <NumberOf {...part} field="retryDelaySeconds" label="First wait, seconds" />
            <NumberOf {...part} field="retryMaxDelaySeconds" label="Longest wait, seconds" />
          </SimpleGrid>
          <MultiSelect
            label="Never again after"
            description="Failures of these kinds are final"
            data={[...FAILURE_KINDS]}
            value={form.neverOn}
            error={errors.neverOn}
            clearable
            onChange={values =>
              change({ neverOn: FAILURE_KINDS.filter(kind => values.includes(kind)) })
            }
          />
        </Stack>
      </FieldGroup>
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <NumberOf
          {...part}
          field="startTimeoutSeconds"
          label="Start timeout, seconds"
          description="How long it may stay queued"
          placeholder="for ever"
        />
        <NumberOf
          {...part}
          field="heartbeatTimeoutSeconds"
          label="Heartbeat timeout, seconds"
          description="How long it may run without counting or reporting progress"
          placeholder="for ever"
        />
        <NumberOf
          {...part}
          field="graceSeconds"
          label="Grace, seconds"
          description="From SIGTERM to SIGKILL"
        />
        <TextField
          {...part}
          field="workingDir"
          label="Working folder"
          description="An absolute path on the worker"
          placeholder="a fresh one"
        />
        <TextField
          {...part}
          field="owner"
          label="Owner"
          description="Whose it is, as kind:name"
          placeholder="you"
        />
      </SimpleGrid>
      <Checkbox
        label="Exclusive"
        description="Its worker stops it before anyone else may start it"
        checked={form.exclusive}
        error={errors.exclusive}
        onChange={event => change({ exclusive: event.currentTarget.checked })}
      />
      <Rows
        title="Labels that its worker must have"
        one="required label"
        field="requiredLabels"
        rows={form.requiredLabels}
        errors={errors}
        onChange={requiredLabels => change({ requiredLabels })}
      />
      <Metadata
        value={form.metadata}
        error={errors.metadata}
        onChange={metadata => change({ metadata })}
      />
      <TextField
        {...part}
        field="idempotencyKey"
        label="Idempotency key"
        description="The same key is the same task, however often it is handed in"
        placeholder="a new one each time"
      />
    </>
  );
}
