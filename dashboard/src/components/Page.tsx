import { Group, Stack, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';

import { useArrival } from './arrival';
import { visible } from './visible';
import { Words } from './Words';

interface Props {
  title: string;
  /** Instead of the title as text, when it is more than that. */
  heading?: ReactNode;
  /** To the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
}

/** The frame of a page: its one <h1>, its actions, its title in the browser. */
export function Page({ title, heading, actions, children }: Props) {
  useArrival();
  useDocumentTitle(`${visible(title)} · TaskMaster`);
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="sm" mih={36}>
        {heading ?? (
          <Title order={1}>
            <Words>{title}</Words>
          </Title>
        )}
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}
