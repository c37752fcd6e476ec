import { Button, Group, Paper, Text } from '@mantine/core';

import classes from './BulkBar.module.css';
import { plural } from './format';

interface Offer {
  readonly label: string;
  /** It is being done. */
  readonly busy: boolean;
  readonly onClick: () => void;
}

interface Props {
  /** What one of the selected is: `task`. */
  readonly one: string;
  readonly count: number;
  readonly offers: readonly Offer[];
  /** Said where nothing can be offered. */
  readonly nothing: string;
  readonly onClear: () => void;
}

/** What can be done to all that are selected. It stays in sight while the list is scrolled. */
export function BulkBar({ one, count, offers, nothing, onClear }: Props) {
  const busy = offers.some(offer => offer.busy);
  return (
    <Paper
      className={classes.bar}
      withBorder
      px="md"
      py={8}
      radius="lg"
      role="region"
      aria-label={`Selected ${one}s`}
    >
      <Group gap="xs">
        <Text size="sm" fw={550} mr="xs" role="status">
          {plural(count, one)} selected
        </Text>
        {offers.map(offer => (
          <Button
            key={offer.label}
            size="xs"
            variant="default"
            loading={offer.busy}
            disabled={busy}
            onClick={offer.onClick}
          >
            {offer.label}
          </Button>
        ))}
        {offers.length === 0 && (
          <Text size="sm" c="dimmed">
            {nothing}
          </Text>
        )}
        <Button size="xs" variant="subtle" color="gray" ml="auto" onClick={onClear}>
          Clear selection
        </Button>
      </Group>
    </Paper>
  );
}
