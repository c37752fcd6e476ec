import { ActionIcon, Button, Group, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';

import { FieldGroup } from '../../components/FieldGroup';
import { useRowFocus } from '../../components/use-row-focus';
import { type Errors, type Row, row, type RowsField } from './form';

interface Props {
  readonly title: string;
  /** Of one of them, such as `variable`. */
  readonly one: string;
  readonly field: RowsField;
  readonly rows: readonly Row[];
  readonly errors: Errors;
  readonly onChange: (rows: Row[]) => void;
}

/** Names and their values. */
export function Rows({ title, one, field, rows, errors, onChange }: Props) {
  const { list, add, goTo } = useRowFocus(rows.length);
  const change = (key: string, part: Partial<Row>) =>
    onChange(rows.map(entry => (entry.key === key ? { ...entry, ...part } : entry)));
  return (
    <FieldGroup title={title}>
      <Stack gap="xs" ref={list}>
        {rows.map((entry, at) => (
          <Group key={entry.key} data-row gap="xs" wrap="nowrap" align="flex-start">
            <TextInput
              flex={1}
              aria-label={`Name of ${one} ${at + 1}`}
              placeholder="name"
              value={entry.name}
              error={errors[`${field}.${at}.name`]}
              onChange={event => change(entry.key, { name: event.currentTarget.value })}
            />
            <TextInput
              flex={2}
              aria-label={`Value of ${one} ${at + 1}`}
              placeholder="value"
              value={entry.value}
              onChange={event => change(entry.key, { value: event.currentTarget.value })}
            />
            <ActionIcon
              mt={4}
              variant="subtle"
              color="gray"
              aria-label={`Remove ${one} ${at + 1}`}
              onClick={() => {
                goTo('add');
                onChange(rows.filter(other => other.key !== entry.key));
              }}
            >
              <IconX size={15} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Button
          ref={add}
          size="xs"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            goTo('last');
            onChange([...rows, row()]);
          }}
        >
          Add a {one}
        </Button>
      </Stack>
    </FieldGroup>
  );
}
