import { Alert } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';

import { moment } from '../../components/format';
import { TimeAgo } from '../../components/Time';
import { useConnection } from '../../live/context';
import { useLiveStatus } from '../../live/hooks';

/** Above every page while nobody answers: what stands below is old, and how old. */
export function AwayNotice() {
  return useLiveStatus() === 'away' ? <Away /> : null;
}

function Away() {
  const { heardAt } = useConnection();
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
      It is stopped, or the network is away.{' '}
      {heardAt !== null && (
        <>
          Everything below is as of {moment(heardAt)},{' '}
          {/* It goes on every second: read aloud once, not each time. */}
          <span aria-live="off">
            <TimeAgo at={heardAt} />
          </span>
          .{' '}
        </>
      )}
      The page goes on by itself once it answers again.
    </Alert>
  );
}
