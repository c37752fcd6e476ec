import { Button, Group, Select, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';

import { plural } from '../../components/format';

interface Props {
  readonly shown: number;
  readonly partial: boolean;
  readonly limit: number;
  readonly onLimit: (limit: number) => void;
  /** Null: there is nothing that way. */
  readonly onNewer: (() => void) | null;
  readonly onOlder: (() => void) | null;
  /** Which page it is; null when that is not known. */
  readonly page: number | null;
}

const LIMITS = ['25', '50', '100', '200'];

/** From page to page; there are no numbers of pages, since nothing counts a million tasks. */
export function Paging(props: Props) {
  const { shown, partial, limit, onLimit, onNewer, onOlder, page } = props;
  return (
    <Group justify="space-between" gap="xs" component="nav" aria-label="Pages of the list">
      <Text size="sm" c="dimmed" role="status">
        {/* There are more than this page has, and nothing counts them. */}
        {onOlder !== null && page === 1 && 'First '}
        {plural(shown, 'task')}
        {page !== null && page > 1 && ` on page ${page}`}
        {partial && ' so far: older ones are looked through with the next page'}
      </Text>
      <Group gap="xs">
        <Select
          aria-label="Tasks of a page"
          size="xs"
          w={110}
          allowDeselect={false}
          data={LIMITS.map(value => ({ value, label: `${value} a page` }))}
          value={String(limit)}
          onChange={value => onLimit(Number(value))}
        />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconChevronLeft size={14} aria-hidden />}
          disabled={onNewer === null}
          onClick={onNewer ?? undefined}
        >
          Newer
        </Button>
        <Button
          size="xs"
          variant="default"
          rightSection={<IconChevronRight size={14} aria-hidden />}
          disabled={onOlder === null}
          onClick={onOlder ?? undefined}
        >
          Older
        </Button>
      </Group>
    </Group>
  );
}
