import { ActionIcon, Checkbox, Popover, Stack, Tooltip } from '@mantine/core';
import { IconColumns3 } from '@tabler/icons-react';

import { type Column, COLUMN_LABELS, COLUMNS, FIXED_COLUMNS } from './column';

interface Props {
  readonly shown: readonly Column[];
  readonly onChange: (shown: Column[]) => void;
}

/** Which columns the list has. */
export function Columns({ shown, onChange }: Props) {
  return (
    <Popover position="bottom-end" shadow="md">
      <Popover.Target>
        <Tooltip label="Columns">
          <ActionIcon variant="default" size={36} aria-label="Columns">
            <IconColumns3 size={16} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown>
        <Checkbox.Group
          label="Columns"
          value={[...shown]}
          onChange={values => onChange(COLUMNS.filter(column => values.includes(column)))}
        >
          <Stack gap={8} mt="xs">
            {COLUMNS.map(column => (
              <Checkbox
                key={column}
                size="xs"
                value={column}
                label={COLUMN_LABELS[column]}
                disabled={FIXED_COLUMNS.includes(column)}
              />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}
