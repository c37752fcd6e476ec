import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconCopy, IconDots, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';

import type { Job } from '../../api/jobs';
import { DeleteDialog } from './DeleteDialog';
import { DuplicateDialog } from './DuplicateDialog';
import { RunDialog } from './RunDialog';
import { useEnable } from './use-enable';
import type { JobActions } from './use-job-actions';

interface Props {
  readonly job: Job;
  readonly actions: JobActions;
  readonly onDeleted: () => void;
}

type Dialog = 'run' | 'duplicate' | 'delete';

/** What can be done to a job. */
export function JobButtons({ job, actions, onDeleted }: Props) {
  const [open, setOpen] = useState<Dialog | null>(null);
  const close = () => setOpen(null);
  const { enabled } = job.definition;
  const enable = useEnable(job);
  const run = useRef<HTMLButtonElement>(null);
  const isAsked = useRef(false);
  useEffect(() => {
    // The button that enabled it is gone, and with it the focus, unless that has gone elsewhere.
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (enabled && isAsked.current && isLost) run.current?.focus();
    isAsked.current = false;
  }, [enabled]);
  return (
    <>
      <Button
        ref={run}
        leftSection={<IconPlayerPlay size={15} aria-hidden />}
        loading={actions.run.isPending}
        disabled={!enabled}
        onClick={() => actions.run.mutate({})}
      >
        Run now
      </Button>
      {!enabled && (
        <Button
          variant="default"
          loading={enable.isPending}
          onClick={() => {
            isAsked.current = true;
            enable.mutate();
          }}
        >
          Enable
        </Button>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label="More">
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPlayerPlay size={14} aria-hidden />}
            disabled={!enabled}
            onClick={() => setOpen('run')}
          >
            Run with changes…
          </Menu.Item>
          <Menu.Item
            leftSection={<IconCopy size={14} aria-hidden />}
            onClick={() => setOpen('duplicate')}
          >
            Duplicate…
          </Menu.Item>
          <Menu.Item
            color="red"
            leftSection={<IconTrash size={14} aria-hidden />}
            onClick={() => setOpen('delete')}
          >
            Delete…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <RunDialog opened={open === 'run'} job={job} action={actions.runChanged} onClose={close} />
      <DuplicateDialog
        opened={open === 'duplicate'}
        job={job}
        action={actions.duplicate}
        onClose={close}
      />
      <DeleteDialog
        opened={open === 'delete'}
        job={job}
        busy={actions.remove.isPending}
        onClose={close}
        onDelete={how => actions.remove.mutate(how, { onSuccess: onDeleted })}
      />
    </>
  );
}
