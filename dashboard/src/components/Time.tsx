import { Tooltip } from '@mantine/core';

import type { Instant } from '../api/time';
import { duration, exact, fromNow, moment } from './format';
import { useNow } from './useNow';

/** `12 s ago`, which goes on; the exact time when pointed at. A dash for never. */
export function TimeAgo({ at }: { at: Instant | null }) {
  const now = useNow();
  if (at === null) return <>–</>;
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={new Date(at).toISOString()}>{fromNow(at, now)}</time>
    </Tooltip>
  );
}

/** Date and time where the reader is; the zone when pointed at. */
export function Moment({ at }: { at: Instant | null }) {
  if (at === null) return <>–</>;
  return (
    <Tooltip label={exact(at)}>
      <time dateTime={new Date(at).toISOString()}>{moment(at)}</time>
    </Tooltip>
  );
}

/** How long from one moment to another; to now, going on, when there is no end yet. */
export function Duration({ from, to }: { from: Instant | null; to: Instant | null }) {
  if (from === null) return <>–</>;
  if (to === null) return <Elapsed from={from} />;
  return <span className="tabular">{duration(to - from)}</span>;
}

function Elapsed({ from }: { from: Instant }) {
  const now = useNow();
  // Whole seconds: tenths that stand still for a second would look broken.
  const whole = Math.floor(Math.max(0, now - from) / 1_000);
  return <span className="tabular">{whole < 60 ? `${whole} s` : duration(whole * 1_000)}</span>;
}
