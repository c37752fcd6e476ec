import type { Run } from '../../api/jobs';

/** Counters that runs of copying jobs have, in the order in which people read them. */
const FIRST = ['copied', 'skipped', 'errors'];

/** The names that any of these runs counted, the usual ones first. */
export function counterNames(runs: readonly Run[]): string[] {
  const names = new Set(runs.flatMap(run => Object.keys(run.counters)));
  const rank = (name: string) => {
    const place = FIRST.indexOf(name);
    return place === -1 ? FIRST.length : place;
  };
  return [...names].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** `copied` as the head of a column. */
export const columnName = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
