import { SimpleGrid } from '@mantine/core';

import { LIMITS } from '../../../api/limits';
import { CATCHUPS, FOLDS, GAPS, meaning, OVERLAPS } from '../rules';
import { BlackoutRows } from './BlackoutRows';
import { NumberField } from '../../../components/NumberField';
import { WordSelect } from '../../../components/WordSelect';
import { ZonedField } from './ZonedField';
import { had, type ScheduleKind } from './form';
import type { PartProps } from './part';
import { useShown } from './use-shown';

/** Kinds whose times are read off clocks, which are set forward and back. */
const BY_CLOCK: readonly ScheduleKind[] = ['cron', 'calendar'];

/** Fields that mean something to schedules alone. */
const OF_SCHEDULES = /^(catchupHours|jitterSeconds|startsAt|endsAt|blackouts)\b/;

/** What holds on odd days, after outages, and while a run goes on. */
export function Rules(props: PartProps) {
  const { form, errors, change } = props;
  // Without a schedule they mean nothing; what is wrong is not hidden.
  const isWrong = Object.keys(errors).some(field => OF_SCHEDULES.test(field));
  const isShown = useShown(form.kind !== 'none', isWrong);
  const overlap = (
    <WordSelect
      label="While a run has not ended"
      description={meaning(OVERLAPS, form.overlap)}
      choices={OVERLAPS}
      value={form.overlap}
      onChange={value => change({ overlap: value })}
    />
  );
  if (!isShown) return overlap;
  return (
    <>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        {overlap}
        <WordSelect
          label="After an outage"
          description={meaning(CATCHUPS, form.catchup)}
          choices={CATCHUPS}
          value={form.catchup}
          onChange={catchup => change({ catchup })}
        />
        {BY_CLOCK.includes(form.kind) && (
          <>
            <WordSelect
              label="When the clock is set forward"
              description={meaning(GAPS, form.gap)}
              choices={GAPS}
              value={form.gap}
              onChange={gap => change({ gap })}
            />
            <WordSelect
              label="When the clock is set back"
              description={meaning(FOLDS, form.fold)}
              choices={FOLDS}
              value={form.fold}
              onChange={fold => change({ fold })}
            />
          </>
        )}
        <Limits {...props} />
      </SimpleGrid>
      <BlackoutRows {...props} />
    </>
  );
}

function Limits({ form, before, errors, change }: PartProps) {
  return (
    <>
      <NumberField
        label="Catch-up window in hours"
        description="Times that are longer ago are missed"
        limit={LIMITS.catchupHours}
        value={form.catchupHours}
        error={errors.catchupHours}
        onChange={catchupHours => change({ catchupHours })}
      />
      <NumberField
        label="Jitter in seconds"
        description="Each run starts up to so much later"
        limit={LIMITS.jitterSeconds}
        value={form.jitterSeconds}
        error={errors.jitterSeconds}
        onChange={jitterSeconds => change({ jitterSeconds })}
      />
      <ZonedField
        label="Not before"
        zone={form.timezone}
        value={form.startsAt}
        before={had('startsAt', before)}
        error={errors.startsAt}
        onChange={startsAt => change({ startsAt })}
      />
      <ZonedField
        label="Not from then on"
        zone={form.timezone}
        value={form.endsAt}
        before={had('endsAt', before)}
        error={errors.endsAt}
        onChange={endsAt => change({ endsAt })}
      />
    </>
  );
}
