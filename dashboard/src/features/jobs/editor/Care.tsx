import { NativeSelect, NumberInput, SimpleGrid, Switch, Textarea } from '@mantine/core';

import type { PartProps } from './part';

const ON = ['failure', 'success', 'always'] as const;

/** What must be well before it runs, and what follows when it is not. */
export function Care({ form, errors, change }: PartProps) {
  return (
    <>
      <Textarea
        label="Checks"
        description="One on each line: a name and host:port, or a name, $ and a command"
        placeholder={'database db.example.org:5432\ndisk $ test -w /srv'}
        autosize
        minRows={1}
        value={form.checks}
        error={errors.checks}
        onChange={event => change({ checks: event.currentTarget.value })}
      />
      <Switch
        label="Runs only when all checks are ok"
        checked={form.requiresChecks}
        onChange={event => change({ requiresChecks: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <NumberInput
          label="Breaker"
          description="So many scheduled runs that fail in a row switch the schedule off; 0 never does"
          min={0}
          max={1_000}
          value={form.breakerThreshold}
          error={errors.breakerThreshold}
          onChange={breakerThreshold => change({ breakerThreshold })}
        />
        <Textarea
          label="Notify"
          description="An address on each line. Kept with the job; nothing is sent yet"
          autosize
          minRows={1}
          value={form.emails}
          error={errors.emails}
          onChange={event => change({ emails: event.currentTarget.value })}
        />
        <NativeSelect
          label="Notify of"
          data={[...ON]}
          value={form.notifyOn}
          onChange={event => {
            const notifyOn = ON.find(one => one === event.currentTarget.value);
            if (notifyOn !== undefined) change({ notifyOn });
          }}
        />
      </SimpleGrid>
    </>
  );
}
