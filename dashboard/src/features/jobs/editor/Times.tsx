import { Button, Chip, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';

import { LIMITS } from '../../../api/limits';
import { Choice } from '../../../components/Choice';
import { FieldGroup } from '../../../components/FieldGroup';
import { NumberField } from '../../../components/NumberField';
import { ZonedField } from './ZonedField';
import { CALENDAR, type CalendarField, had, type ScheduleKind } from './form';
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
        <ZonedField
          label="At"
          zone={form.timezone}
          value={form.at}
          before={had('at', props.before)}
          error={props.errors.at}
          onChange={at => change({ at })}
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
      <NumberField
        label="Seconds"
        description="From the end of a run to the start of the next; the first run comes after one of them"
        limit={LIMITS.seconds}
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
  const open =
    CALENDAR.every(field => form[field].length === 0) &&
    `${form.years}${form.otherMinutes}`.trim() === '';
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
        <FieldGroup key={field} title={TITLES[field]} error={errors[field]}>
          <Chip.Group multiple value={form[field]} onChange={values => change({ [field]: values })}>
            <Group gap={4}>
              {CHOICES[field].map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
          {field === 'minutes' && (
            <TextInput
              mt="xs"
              size="xs"
              maw="20rem"
              label="Other minutes"
              placeholder="Such as 7, 22"
              value={form.otherMinutes}
              error={errors.otherMinutes}
              onChange={event => change({ otherMinutes: event.currentTarget.value })}
            />
          )}
        </FieldGroup>
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
