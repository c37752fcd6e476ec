import { Tooltip } from '@mantine/core';

import { moment } from '../../components/format';
import type { LiveStatus } from '../../live/connection';
import { useConnection } from '../../live/context';
import { POLL_MS, useLiveStatus } from '../../live/hooks';
import classes from './ConnectionBadge.module.css';

const WORDS: Record<LiveStatus, { label: string; about: string }> = {
  connecting: { label: 'Connecting', about: 'The live connection is being opened' },
  live: { label: 'Live', about: 'Changes are shown as they happen' },
  polling: {
    label: 'Polling',
    about: `Changes are not told as they happen: the page asks every ${POLL_MS / 1_000} s, and tries to be told again`,
  },
  away: { label: 'Not reachable', about: 'Nobody answers: what is shown is old' },
};

/** How this page hears of changes. */
export function ConnectionBadge() {
  const status = useLiveStatus();
  const { heardAt } = useConnection();
  const { label, about: general } = WORDS[status];
  const isOld = status === 'away' && heardAt !== null;
  const about = isOld ? `${general}, as of ${moment(heardAt)}` : general;
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
