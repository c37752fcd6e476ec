import { Center, Stack, Text } from '@mantine/core';
import { IconInbox, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';

interface Props {
  icon?: Icon;
  title: string;
  /** What to do next. */
  children?: ReactNode;
  /** A button or a link that does it. */
  action?: ReactNode;
}

/** Says that there is nothing, and what to do next. */
export function EmptyState({ icon: Shape = IconInbox, title, children, action }: Props) {
  return (
    <Center py="xl" px="md">
      <Stack align="center" gap="xs" maw={420} ta="center">
        <Shape size={32} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
        <Text fw={550}>{title}</Text>
        {children !== undefined && (
          <Text c="dimmed" size="sm" component="div">
            {children}
          </Text>
        )}
        {action}
      </Stack>
    </Center>
  );
}
