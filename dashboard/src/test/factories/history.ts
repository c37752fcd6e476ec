import type { components } from '../../api/schema';

type Bucket = components['schemas']['Bucket'];

const nothing = { p50: null, p95: null, p99: null };

/** A minute as the API answers it. */
export const bucket = (over: Partial<Bucket> = {}): Bucket => ({
  at: '2026-11-21T09:00:00.000Z',
  seconds: 60,
  completed: 0,
  failed: 0,
  canceled: 0,
  waitMs: nothing,
  runMs: nothing,
  ...over,
});
