import { NativeSelect, NumberInput, SimpleGrid, Textarea, TextInput } from '@mantine/core';

import { CATCHUPS, FOLDS, GAPS, meaning, OVERLAPS } from '../rules';
import type { PartProps } from './part';

interface PickProps<T extends string> {
  readonly label: string;
  readonly choices: readonly { value: T; label: string; means: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Pick<T extends string>({ label, choices, value, onChange }: PickProps<T>) {
  return (
    <NativeSelect
      label={label}
      description={meaning(choices, value)}
      data={choices.map(choice => ({ value: choice.value, label: choice.label }))}
      value={value}
      onChange={event => {
        const chosen = choices.find(choice => choice.value === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}

/** What holds on odd days, after outages, and while a run goes on. */
export function Rules({ form, errors, change }: PartProps) {
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Pick
          label="While a run has not ended"
          choices={OVERLAPS}
          value={form.overlap}
          onChange={overlap => change({ overlap })}
        />
        <Pick
          label="After an outage"
          choices={CATCHUPS}
          value={form.catchup}
          onChange={catchup => change({ catchup })}
        />
        <Pick
          label="When the clock is set forward"
          choices={GAPS}
          value={form.gap}
          onChange={gap => change({ gap })}
        />
        <Pick
          label="When the clock is set back"
          choices={FOLDS}
          value={form.fold}
          onChange={fold => change({ fold })}
        />
        <NumberInput
          label="Catch-up window in hours"
          min={0}
          max={9_600}
          value={form.catchupHours}
          error={errors.catchupHours}
          onChange={catchupHours => change({ catchupHours })}
        />
        <NumberInput
          label="Jitter in seconds"
          description="Each run starts up to so much later"
          min={0}
          value={form.jitterSeconds}
          error={errors.jitterSeconds}
          onChange={jitterSeconds => change({ jitterSeconds })}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label="Not before"
          value={form.startsAt}
          error={errors.startsAt}
          onChange={event => change({ startsAt: event.currentTarget.value })}
        />
        <TextInput
          type="datetime-local"
          step={1}
          label="Not from then on"
          value={form.endsAt}
          error={errors.endsAt}
          onChange={event => change({ endsAt: event.currentTarget.value })}
        />
      </SimpleGrid>
      <Textarea
        label="Blackouts"
        description="One on each line: from, until, why. Times such as 22:00 are of each day, whole ones (2026-12-24T00:00:00Z) of one window"
        autosize
        minRows={1}
        value={form.blackouts}
        error={errors.blackouts}
        onChange={event => change({ blackouts: event.currentTarget.value })}
      />
    </>
  );
}
