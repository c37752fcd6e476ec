import { SimpleGrid, Switch, Textarea } from '@mantine/core';

import { LIMITS } from '../../../api/limits';
import { CheckRows } from './CheckRows';
import { NumberField } from '../../../components/NumberField';
import { WordSelect } from '../../../components/WordSelect';
import type { PartProps } from './part';

const ON = (['failure', 'success', 'always'] as const).map(value => ({ value, label: value }));

/** What must be well before it runs, and what follows when it is not. */
export function Care({ form, errors, change }: PartProps) {
  return (
    <>
      <CheckRows form={form} errors={errors} change={change} />
      <Switch
        label="Runs only when all checks are ok"
        checked={form.requiresChecks}
        onChange={event => change({ requiresChecks: event.currentTarget.checked })}
      />
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <NumberField
          label="Breaker"
          description="So many scheduled runs that fail in a row switch the schedule off; 0 never does"
          limit={LIMITS.breakerThreshold}
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
        <WordSelect
          label="Notify of"
          choices={ON}
          value={form.notifyOn}
          onChange={notifyOn => change({ notifyOn })}
        />
      </SimpleGrid>
    </>
  );
}
