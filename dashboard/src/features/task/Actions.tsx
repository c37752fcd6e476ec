import { ActionIcon, Button, Menu, Text } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { modals } from '@mantine/modals';
import {
  IconBan,
  IconCopy,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTerminal2,
  type Icon,
} from '@tabler/icons-react';

import { baseUrl } from '../../api/base';
import type { TaskAction, TaskDetail } from '../../api/tasks';
import { LinkButton } from '../../components/LinkButton';
import { said, warned } from '../../components/notices';
import { actionsOf } from './allowed';
import { asCurl } from './curl';
import { useTaskAction } from './use-task-action';

const LOOKS: Record<TaskAction, { label: string; icon: Icon }> = {
  cancel: { label: 'Cancel', icon: IconBan },
  retry: { label: 'Retry', icon: IconRefresh },
  pause: { label: 'Pause', icon: IconPlayerPause },
  resume: { label: 'Resume', icon: IconPlayerPlay },
};

/** What can be done with a task. */
export function Actions({ task }: { task: TaskDetail }) {
  const act = useTaskAction(task.id);
  const clipboard = useClipboard();
  const copy = (text: string, what: string) => {
    clipboard.copy(text);
    said(`${what} is in the clipboard`);
  };
  const copyCurl = () => {
    clipboard.copy(asCurl(task, baseUrl().href));
    if (task.envNames.length === 0) said('The command is in the clipboard');
    else {
      warned(
        'The command is in the clipboard. Values of variables are never shown, so they are ' +
          `empty in it: fill in ${task.envNames.join(', ')}.`,
      );
    }
  };
  const ask = (action: TaskAction) => {
    if (action === 'cancel' && task.state === 'running') confirmCancel(() => act.mutate(action));
    else act.mutate(action);
  };
  return (
    <>
      {actionsOf(task.state, task.run !== null).map(action => {
        const { label, icon: Shape } = LOOKS[action];
        return (
          <Button
            key={action}
            variant={action === 'retry' || action === 'resume' ? 'filled' : 'default'}
            leftSection={<Shape size={16} aria-hidden />}
            loading={act.isPending && act.variables === action}
            onClick={() => ask(action)}
          >
            {label}
          </Button>
        );
      })}
      <LinkButton
        to="/schedule"
        search={{ from: task.id }}
        variant="default"
        leftSection={<IconCopy size={16} aria-hidden />}
      >
        Duplicate
      </LinkButton>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconCopy size={15} aria-hidden />}
            onClick={() => copy(task.id, 'The id')}
          >
            Copy id
          </Menu.Item>
          <Menu.Item leftSection={<IconTerminal2 size={15} aria-hidden />} onClick={copyCurl}>
            Copy as curl
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}

function confirmCancel(onConfirm: () => void) {
  modals.openConfirmModal({
    title: 'Cancel a running task?',
    children: (
      <Text size="sm">
        Its processes get SIGTERM, and SIGKILL if they do not end within its grace. What it has
        written so far is kept.
      </Text>
    ),
    labels: { confirm: 'Cancel the task', cancel: 'Let it run' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
