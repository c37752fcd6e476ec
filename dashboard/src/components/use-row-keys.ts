import { useState } from 'react';

/**
 * A key for each of `count` rows that have no names of their own: it stays with a row while others
 * are removed, so that what stands in a field and not in its value, such as half a date, does too.
 */
export function useRowKeys(count: number) {
  const [kept, keep] = useState<readonly number[]>([]);
  const keys = grown(kept, count);
  const removeAt = (place: number) => keep(keys.filter((_, at) => at !== place));
  return { keys, removeAt };
}

function grown(kept: readonly number[], count: number): number[] {
  const keys = kept.slice(0, count);
  while (keys.length < count) keys.push(Math.max(-1, ...keys) + 1);
  return keys;
}
