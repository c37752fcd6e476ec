import { ActionIcon, Tooltip } from '@mantine/core';
import { IconKeyboard } from '@tabler/icons-react';

import { openShortcuts } from './shortcuts';

export function ShortcutsButton() {
  return (
    <Tooltip label="Keyboard shortcuts (?)">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Keyboard shortcuts"
        onClick={openShortcuts}
      >
        <IconKeyboard size={18} stroke={1.7} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
