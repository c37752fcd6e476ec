import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';

import { fromNow, moment } from '../../components/format';
import { useNow } from '../../components/useNow';
import { useConnection } from '../../live/context';
import { useLiveStatus } from '../../live/hooks';

/** Above every page while nobody answers: what stands below is old, and how old. */
export function AwayNotice() {
  return useLiveStatus() === 'away' ? <Away /> : null;
}

function Away() {
  const { heardAt } = useConnection();
  const now = useNow();
  const since = heardAt === null ? '' : ` since ${moment(heardAt)}`;
  return (
    <Alert
      color="red"
      variant="light"
      mb="md"
      role="status"
      icon={<IconPlugConnectedX aria-hidden />}
      title={`TaskMaster cannot be reached${since}`}
    >
      {heardAt === null
        ? 'It is stopped, or the network is away.'
        : `It is stopped, or the network is away. Everything below is as of ${moment(heardAt)}, ${fromNow(heardAt, now)}.`}{' '}
      The page goes on by itself once it answers again.
    </Alert>
  );
}
