import { Collapse, Group, Stack, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';

interface Props {
  readonly title: string;
  /** Whether it begins unfolded. */
  readonly begins: boolean;
  /** Something in it needs a look: it cannot stay folded. */
  readonly forced: boolean;
  readonly children: ReactNode;
}

/** Fields that most tasks need not. */
export function Fold({ title, begins, forced, children }: Props) {
  const [open, setOpen] = useState(begins);
  // Kept open: what is looked at there does not go at the first key that mends it.
  if (forced && !open) setOpen(true);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div>
      <UnstyledButton
        aria-expanded={open}
        fz="sm"
        fw={550}
        c="var(--mantine-color-anchor)"
        onClick={() => setOpen(!open)}
      >
        <Group gap={4} wrap="nowrap" align="flex-start">
          <Chevron size={15} aria-hidden style={{ flex: 'none', marginTop: 3 }} />
          {title}
        </Group>
      </UnstyledButton>
      <Collapse expanded={open}>
        <Stack gap="md" pt="md">
          {children}
        </Stack>
      </Collapse>
    </div>
  );
}
