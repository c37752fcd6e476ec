import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

import { type Job, versionsQuery } from '../../../api/jobs';
import { Words } from '../../../components/Words';

interface Props {
  /** As it is stored by now. */
  readonly job: Job;
  readonly onLoad: () => void;
}

interface NoticeProps extends Props {
  /** A version. */
  readonly filledFrom: number;
}

/** Quietly, while a form is open: somebody else has changed the job. */
export function ChangedMeanwhile({ job, filledFrom, onLoad }: NoticeProps) {
  return (
    <Alert
      role="status"
      variant="light"
      color="gray"
      icon={<IconInfoCircle aria-hidden />}
      title="The job was changed meanwhile"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Stored job={job} /> This form was filled from version {filledFrom}.
        </Text>
        <Load onLoad={onLoad} />
      </Stack>
    </Alert>
  );
}

interface ConflictProps extends Props {
  /** What saving over it leaves as it is stored. */
  readonly left: string;
  readonly busy: boolean;
  /** Another value each time that the form is refused for it, and null while it is not. */
  readonly refused: unknown;
  readonly onSaveOver: () => void;
}

/** The form was refused because of that: there are two ways on. */
export function Conflict({ job, left, busy, refused, onLoad, onSaveOver }: ConflictProps) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (refused === null) return;
    element.current?.focus({ preventScroll: true });
    element.current?.scrollIntoView({ block: 'center' });
  }, [refused]);
  return (
    <Alert
      ref={element}
      tabIndex={-1}
      variant="light"
      color="red"
      icon={<IconAlertTriangle aria-hidden />}
      title="Not saved: the job was changed meanwhile"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">
          <Stored job={job} /> What you typed still stands here. Saving over it overwrites what was
          changed meanwhile with what stands here.
          {left !== '' && ` Left as it is stored, since you did not touch it here: ${left}.`}
        </Text>
        <Group gap="xs">
          <Load onLoad={onLoad} />
          <Button size="xs" color="red" loading={busy} onClick={onSaveOver}>
            Save over it
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}

const Load = ({ onLoad }: { readonly onLoad: () => void }) => (
  <Button size="xs" variant="default" onClick={onLoad}>
    Load what is stored
  </Button>
);

/** Which version there is by now, and by whom. */
function Stored({ job }: { readonly job: Job }) {
  const versions = useInfiniteQuery(versionsQuery(job.id));
  const rows = versions.data?.pages.flatMap(page => page.rows) ?? [];
  const version = rows.find(one => one.version === job.version);
  return (
    <>
      It is version {job.version} by now
      {version !== undefined && (
        <>
          , set by <Words>{version.editedBy}</Words>
        </>
      )}
      {job.definition.schedule.active ? '.' : '; its schedule is off.'}
    </>
  );
}

/** Asks before what was typed is gone. */
export function confirmLoad(onConfirm: () => void): void {
  modals.openConfirmModal({
    title: 'Load what is stored?',
    children: <Text size="sm">What you changed here is not saved, and will be gone.</Text>,
    labels: { confirm: 'Load it', cancel: 'Keep what I typed' },
    confirmProps: { color: 'red' },
    onConfirm,
  });
}
