import { Button, Chip, Group, NumberInput, Stack, Text, Textarea, TextInput } from '@mantine/core';

import { Choice } from '../../../components/Choice';
import { CALENDAR, type CalendarField, type ScheduleKind } from './form';
import classes from '../Jobs.module.css';
import type { PartProps } from './part';
import { CHOICES, PRESETS, WAITS } from './presets';

const KINDS: { value: ScheduleKind; label: string }[] = [
  { value: 'none', label: 'By hand' },
  { value: 'cron', label: 'Cron' },
  { value: 'interval', label: 'Interval' },
  { value: 'calendar', label: 'Calendar' },
  { value: 'once', label: 'Once' },
];

/** Which times: five ways to say that. */
export function Times(props: PartProps) {
  const { form, change } = props;
  return (
    <Stack gap="sm">
      <Choice
        label="Kind of schedule"
        choices={KINDS}
        value={form.kind}
        onChange={kind => change({ kind })}
      />
      {form.kind === 'none' && (
        <Text size="sm" c="dimmed">
          It runs when somebody, or a program, asks for it.
        </Text>
      )}
      {form.kind === 'cron' && <Cron {...props} />}
      {form.kind === 'interval' && <Interval {...props} />}
      {form.kind === 'calendar' && <Calendar {...props} />}
      {form.kind === 'once' && (
        <TextInput
          type="datetime-local"
          step={1}
          label="At"
          description="Where you are"
          value={form.at}
          error={props.errors.at}
          onChange={event => change({ at: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}

function Cron({ form, errors, change }: PartProps) {
  return (
    <>
      <Group gap="xs" role="group" aria-label="Presets">
        {PRESETS.map(({ label, expression }) => (
          <Button
            key={expression}
            size="compact-xs"
            variant={form.expressions.trim() === expression ? 'filled' : 'default'}
            aria-pressed={form.expressions.trim() === expression}
            onClick={() => change({ expressions: expression })}
          >
            {label}
          </Button>
        ))}
      </Group>
      <Textarea
        label="Expressions"
        description="One on each line: minute, hour, day, month, weekday; six fields have seconds in front"
        autosize
        minRows={1}
        classNames={{ input: classes.mono ?? '' }}
        value={form.expressions}
        error={errors.expressions}
        onChange={event => change({ expressions: event.currentTarget.value })}
      />
    </>
  );
}

function Interval({ form, errors, change }: PartProps) {
  return (
    <>
      <Group gap="xs" role="group" aria-label="Presets">
        {WAITS.map(({ label, seconds }) => (
          <Button
            key={seconds}
            size="compact-xs"
            variant={form.seconds === seconds ? 'filled' : 'default'}
            aria-pressed={form.seconds === seconds}
            onClick={() => change({ seconds })}
          >
            {label}
          </Button>
        ))}
      </Group>
      <NumberInput
        label="Seconds"
        description="From the end of a run to the start of the next; the first run comes after one of them"
        min={1}
        max={315_360_000}
        value={form.seconds}
        error={errors.seconds}
        onChange={seconds => change({ seconds })}
      />
    </>
  );
}

const TITLES: Record<CalendarField, string> = {
  months: 'Months',
  days: 'Days',
  weekdays: 'Weekdays',
  hours: 'Hours',
  minutes: 'Minutes',
};

function Calendar({ form, errors, change }: PartProps) {
  const open = CALENDAR.every(field => form[field].length === 0) && form.years.trim() === '';
  return (
    <>
      <Text size="sm" c="dimmed">
        All lists must match; one with nothing chosen matches everything.
      </Text>
      {open && (
        <Text size="sm" role="status">
          Nothing is chosen: it would run every minute.
        </Text>
      )}
      {CALENDAR.map(field => (
        <fieldset
          key={field}
          style={{ border: 0, margin: 0, padding: 0 }}
          {...(errors[field] === undefined ? {} : { 'data-invalid-group': true, tabIndex: -1 })}
        >
          <Text component="legend" size="sm" fw={500} mb={4}>
            {TITLES[field]}
          </Text>
          <Chip.Group multiple value={form[field]} onChange={values => change({ [field]: values })}>
            <Group gap={4}>
              {choices(field, form[field]).map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {errors[field] !== undefined && (
            <Text size="xs" c="red" role="alert">
              {errors[field]}
            </Text>
          )}
        </fieldset>
      ))}
      <TextInput
        label="Years"
        placeholder="Any"
        value={form.years}
        error={errors.years}
        onChange={event => change({ years: event.currentTarget.value })}
      />
    </>
  );
}

/** The usual choices, and what is chosen besides. */
function choices(field: CalendarField, chosen: readonly string[]) {
  const usual: readonly { value: string; label: string }[] = CHOICES[field];
  const others = chosen.filter(value => usual.every(choice => choice.value !== value));
  return [...usual, ...others.map(value => ({ value, label: value }))].sort(
    (a, b) => Number(a.value) - Number(b.value),
  );
}
