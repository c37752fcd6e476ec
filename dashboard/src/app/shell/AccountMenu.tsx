import { ActionIcon, Menu } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { sessionQuery } from '../../api/session';
import { Words } from '../../components/Words';
import { useSignOut } from './use-sign-out';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const session = useQuery(sessionQuery);
  const out = useSignOut();
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <IconUserCircle size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          Signed in as <Words>{session.data?.principal ?? '…'}</Words>
        </Menu.Label>
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => out.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
