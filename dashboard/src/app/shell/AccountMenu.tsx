import { ActionIcon, Menu } from '@mantine/core';
import { IconLogout, IconUserCircle } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { sessionQuery, signOut } from '../../api/session';
import { useConnection } from '../../live/context';
import { tellTabs } from '../../live/tabs';

/** Who is signed in, and the way out. */
export function AccountMenu() {
  const session = useQuery(sessionQuery);
  const client = useQueryClient();
  const connection = useConnection();
  const navigate = useNavigate();
  const leave = useMutation({
    mutationFn: signOut,
    onSuccess: async () => {
      connection.stop();
      tellTabs('signed-out');
      await navigate({ to: '/sign-in' });
      client.clear();
    },
  });
  return (
    <Menu position="top-start" width={220}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label="Account">
          <IconUserCircle size={18} stroke={1.7} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Signed in as {session.data?.principal ?? '…'}</Menu.Label>
        <Menu.Item
          leftSection={<IconLogout size={15} aria-hidden />}
          onClick={() => leave.mutate()}
        >
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
