import { Tooltip } from '@mantine/core';

import { useLiveStatus } from '../../live/hooks';
import { POLL_MS } from '../../live/hooks';
import type { LiveStatus } from '../../live/connection';
import classes from './ConnectionBadge.module.css';

const WORDS: Record<LiveStatus, { label: string; about: string }> = {
  connecting: { label: 'Connecting', about: 'The live connection is being opened' },
  live: { label: 'Live', about: 'Changes are shown as they happen' },
  polling: {
    label: 'Polling',
    about: `There is no live connection: the page asks every ${POLL_MS / 1_000} s, and tries to connect again`,
  },
};

/** How this page hears of changes. */
export function ConnectionBadge() {
  const status = useLiveStatus();
  const { label, about } = WORDS[status];
  return (
    <Tooltip label={about} multiline maw={260}>
      <span
        className={classes.badge}
        data-status={status}
        role="status"
        aria-label={`${label}: ${about}`}
      >
        <span className={classes.dot} aria-hidden />
        {label}
      </span>
    </Tooltip>
  );
}
