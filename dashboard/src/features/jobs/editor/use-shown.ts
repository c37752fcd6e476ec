import { useState } from 'react';

/**
 * Whether fields are shown: those that mean something, and else those in which something was wrong,
 * which would go at the first key that mends it.
 */
export function useShown(means: boolean, isWrong: boolean): boolean {
  const [isKept, keep] = useState(false);
  const kept = !means && (isWrong || isKept);
  if (kept !== isKept) keep(kept);
  return means || kept;
}
