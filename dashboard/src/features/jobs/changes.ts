import type { runJob } from '../../api/jobs';
import { beyond, LIMITS } from '../../api/limits';
import { pairs, unlike } from './pairs';

type Overrides = NonNullable<Parameters<typeof runJob>[1]>;

/** What one run has different, as its form holds it; what is empty is the job's own. */
export interface Changes {
  command: string;
  env: string;
  queue: string;
  priority: number | string;
  timeoutSeconds: number | string;
  labels: string;
  startTimeoutSeconds: number | string;
  heartbeatTimeoutSeconds: number | string;
}

export type RunErrors = Partial<Record<keyof Changes, string>>;

export const unchanged: Changes = {
  command: '',
  env: '',
  queue: '',
  priority: '',
  timeoutSeconds: '',
  labels: '',
  startTimeoutSeconds: '',
  heartbeatTimeoutSeconds: '',
};

const NUMBERS = [
  'priority',
  'timeoutSeconds',
  'startTimeoutSeconds',
  'heartbeatTimeoutSeconds',
] as const;
const PAIRS = ['env', 'labels'] as const;

export function toOverrides(changes: Changes): Overrides {
  const overrides: Overrides = {};
  if (changes.command.trim() !== '') overrides.command = changes.command;
  if (changes.queue.trim() !== '') overrides.queue = changes.queue;
  for (const field of PAIRS) {
    const read = pairs(changes[field]) ?? {};
    if (Object.keys(read).length > 0) overrides[field] = read;
  }
  for (const field of NUMBERS) {
    if (changes[field] !== '') overrides[field] = Number(changes[field]);
  }
  return overrides;
}

/** What can be seen to be wrong without asking. */
export function wrongChanges(changes: Changes): RunErrors {
  const errors: RunErrors = {};
  for (const field of NUMBERS) {
    const found = changes[field] === '' ? undefined : beyond(changes[field], LIMITS[field]);
    if (found !== undefined) errors[field] = found;
  }
  for (const field of PAIRS) {
    const found = unlike(changes[field]);
    if (found !== undefined) errors[field] = found;
  }
  return errors;
}
