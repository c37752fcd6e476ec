import { Checkbox, Table } from '@mantine/core';

import tables from './Table.module.css';

interface Props<T> {
  /** Whose box it is. */
  readonly label: string;
  readonly onSelect: (items: readonly T[], on: boolean) => void;
}

interface AllProps<T> extends Props<T> {
  readonly items: readonly T[];
  /** How many of them are selected. */
  readonly selected: number;
}

/** The cell at the head of a list whose box selects all that is shown; half checked for some. */
export function PickAll<T>({ label, items, selected, onSelect }: AllProps<T>) {
  return (
    <Table.Th className={tables.pick}>
      <Checkbox
        size="xs"
        aria-label={label}
        checked={selected > 0 && selected === items.length}
        indeterminate={selected > 0 && selected < items.length}
        onChange={event => onSelect(items, event.currentTarget.checked)}
      />
    </Table.Th>
  );
}

interface OneProps<T> extends Props<T> {
  readonly item: T;
  readonly selected: boolean;
}

/** The cell of a row whose box selects that. */
export function Pick<T>({ label, item, selected, onSelect }: OneProps<T>) {
  return (
    <Table.Td className={tables.pick}>
      <Checkbox
        size="xs"
        aria-label={label}
        checked={selected}
        onChange={event => onSelect([item], event.currentTarget.checked)}
      />
    </Table.Td>
  );
}
