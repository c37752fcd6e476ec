import { ActionIcon, Kbd, UnstyledButton } from '@mantine/core';
import { openSpotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';

import classes from './SearchButton.module.css';

/** Opens the command palette. */
export function SearchButton({ compact = false }: { compact?: boolean }) {
  if (compact) {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label="Search"
        onClick={openSpotlight}
      >
        <IconSearch size={17} stroke={1.7} aria-hidden />
      </ActionIcon>
    );
  }
  return (
    <UnstyledButton className={classes.button} onClick={openSpotlight}>
      <IconSearch size={15} stroke={1.7} aria-hidden />
      Search or act
      <Kbd size="xs" ml="auto">
        {isMac() ? '⌘' : 'Ctrl'} K
      </Kbd>
    </UnstyledButton>
  );
}

const isMac = () => navigator.userAgent.includes('Mac');
