import { ActionIcon, Button, Group, Paper, Stack } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';

import { FieldGroup } from '../../../components/FieldGroup';
import { useRowFocus } from '../../../components/use-row-focus';
import { useRowKeys } from '../../../components/use-row-keys';

interface Props<T> {
  readonly title: string;
  readonly description: string;
  /** Of one of them, such as `check`. */
  readonly one: string;
  readonly rows: readonly T[];
  readonly error: string | undefined;
  readonly blank: () => T;
  readonly onChange: (rows: T[]) => void;
  /** The fields of one. */
  readonly children: (row: T, place: number, change: (part: Partial<T>) => void) => ReactNode;
}

/** A list of things that have some fields each: added, changed and removed one by one. */
export function EditorRows<T extends object>(props: Props<T>) {
  const { title, description, one, rows, error, blank, onChange, children } = props;
  const { list, add, goTo } = useRowFocus(rows.length);
  const { keys, removeAt } = useRowKeys(rows.length);
  return (
    <FieldGroup title={title} description={description} error={error}>
      <Stack gap="xs">
        <Stack gap="xs" ref={list} {...(rows.length === 0 ? { display: 'none' } : {})}>
          {rows.map((row, place) => (
            <Paper
              key={keys[place]}
              data-row
              withBorder
              p="xs"
              role="group"
              aria-label={`${one} ${place + 1}`}
            >
              <Group gap="xs" align="flex-start" wrap="nowrap">
                <Group gap="xs" align="flex-start" flex={1} miw={0}>
                  {children(row, place, part =>
                    onChange(rows.map((old, at) => (at === place ? { ...old, ...part } : old))),
                  )}
                </Group>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  aria-label={`Remove ${one} ${place + 1}`}
                  onClick={() => {
                    goTo('add');
                    removeAt(place);
                    onChange(rows.filter((_, at) => at !== place));
                  }}
                >
                  <IconX size={15} aria-hidden />
                </ActionIcon>
              </Group>
            </Paper>
          ))}
        </Stack>
        <Button
          ref={add}
          size="xs"
          variant="default"
          style={{ alignSelf: 'flex-start' }}
          leftSection={<IconPlus size={14} aria-hidden />}
          onClick={() => {
            goTo('last');
            onChange([...rows, blank()]);
          }}
        >
          Add a {one}
        </Button>
      </Stack>
    </FieldGroup>
  );
}
