import type { JobDefinition } from '../../api/jobs';

export interface Difference {
  /** `schedule.timezone`. */
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

/** Fields in which two definitions differ, by their paths. */
export function differences(before: JobDefinition, after: JobDefinition): Difference[] {
  const old = new Map(leaves('', before));
  const now = new Map(leaves('', after));
  const fields = [...new Set([...old.keys(), ...now.keys()])].sort();
  return fields
    .map(field => ({ field, before: old.get(field) ?? '—', after: now.get(field) ?? '—' }))
    .filter(difference => difference.before !== difference.after);
}

function leaves(path: string, value: unknown): [string, string][] {
  if (value === null || value === undefined) return [];
  if (typeof value !== 'object' || Array.isArray(value)) return [[path, JSON.stringify(value)]];
  return Object.entries(value).flatMap(([name, inner]) =>
    leaves(path === '' ? name : `${path}.${name}`, inner),
  );
}
