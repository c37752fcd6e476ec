import { Chip, Group, TextInput } from '@mantine/core';

import { FieldGroup } from '../../../components/FieldGroup';
import { WordSelect } from '../../../components/WordSelect';
import { clockZone } from '../../../components/zoned';
import { blackoutRow, type BlackoutRow, hadBy } from './blackout-rows';
import { EditorRows } from './EditorRows';
import type { Errors } from './errors';
import { ZonedField } from './ZonedField';
import type { PartProps } from './part';
import { CHOICES } from './presets';

const KINDS = [
  { value: 'daily', label: 'On days' },
  { value: 'once', label: 'Once' },
] as const;

/** Windows in which nothing is started. */
export function BlackoutRows({ form, errors, change }: PartProps) {
  return (
    <EditorRows
      title="Blackouts"
      description={`Times that fall into them are skipped. Clock: ${clockZone(form.timezone)}`}
      one="blackout"
      rows={form.blackouts}
      error={errors.blackouts}
      blank={blackoutRow}
      onChange={blackouts => change({ blackouts })}
    >
      {(row, place, set) => {
        const part = { row, place, set, errors };
        return (
          <>
            <TextInput
              flex="2 1 10rem"
              label="Reason"
              value={row.reason}
              error={errors[`blackouts.${place}.reason`]}
              onChange={event => set({ reason: event.currentTarget.value })}
            />
            <WordSelect
              flex="1 1 7rem"
              label="Comes"
              choices={KINDS}
              value={row.kind}
              onChange={kind => set({ kind })}
            />
            {row.kind === 'daily' ? <Daily {...part} /> : <Once {...part} zone={form.timezone} />}
          </>
        );
      }}
    </EditorRows>
  );
}

interface RowProps {
  readonly row: BlackoutRow;
  readonly place: number;
  readonly errors: Errors;
  readonly set: (part: Partial<BlackoutRow>) => void;
}

function Daily({ row, place, errors, set }: RowProps) {
  return (
    <>
      <TextInput
        flex="1 1 6rem"
        label="From"
        placeholder="22:00"
        value={row.from}
        error={errors[`blackouts.${place}.from`]}
        onChange={event => set({ from: event.currentTarget.value })}
      />
      <TextInput
        flex="1 1 6rem"
        label="Until"
        placeholder="06:00"
        value={row.until}
        error={errors[`blackouts.${place}.until`]}
        onChange={event => set({ until: event.currentTarget.value })}
      />
      <div style={{ flex: '1 1 100%' }}>
        <FieldGroup
          title="Weekdays on which it begins"
          description={row.weekdays.length === 0 ? 'None chosen: every day' : undefined}
          error={errors[`blackouts.${place}.weekdays`]}
        >
          <Chip.Group
            multiple
            value={row.weekdays}
            onChange={days => set({ weekdays: [...days].sort() })}
          >
            <Group gap={4}>
              {CHOICES.weekdays.map(({ value, label }) => (
                <Chip key={value} value={value} size="xs">
                  {label}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </FieldGroup>
      </div>
    </>
  );
}

interface OnceProps extends RowProps {
  readonly zone: string;
}

function Once({ row, place, errors, set, zone }: OnceProps) {
  return (
    <>
      <ZonedField
        flex="1 1 14rem"
        label="From"
        zone={zone}
        value={row.fromAt}
        before={hadBy(row.fromWas)}
        error={errors[`blackouts.${place}.fromAt`]}
        onChange={fromAt => set({ fromAt })}
      />
      <ZonedField
        flex="1 1 14rem"
        label="Until"
        zone={zone}
        value={row.untilAt}
        before={hadBy(row.untilWas)}
        error={errors[`blackouts.${place}.untilAt`]}
        onChange={untilAt => set({ untilAt })}
      />
    </>
  );
}
