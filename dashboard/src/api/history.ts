import { queryOptions } from '@tanstack/react-query';

import { below } from './base';
import { ask } from './client';
import { ApiError } from './problem';
import { statsKeys } from './stats';
import { instant, type Instant } from './time';

/** Milliseconds; null where nothing was measured. */
export interface Percentiles {
  p50: number | null;
  p95: number | null;
  p99: number | null;
}

/** What happened within one minute, in all queues. */
export interface Minute {
  at: Instant;
  completed: number;
  failed: number;
  /** From due to started. */
  wait: Percentiles;
  /** From started to ended. */
  run: Percentiles;
}

/** The last minutes, oldest first; null when this server does not keep them. */
export const historyQuery = (minutes: number) =>
  queryOptions({
    queryKey: statsKeys.history(minutes),
    queryFn: ({ signal }) => readHistory(minutes, signal),
    staleTime: 30_000,
  });

async function readHistory(minutes: number, signal: AbortSignal): Promise<Minute[] | null> {
  const url = below(`api/stats/history?minutes=${minutes}`);
  const call = fetch(url, { signal }).then(async response => {
    const body: unknown = await response.json();
    return response.ok ? { data: body, response } : { error: body, response };
  });
  try {
    return toMinutes(await ask(call), minutes);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** Adds the queues up and fills the minutes in which nothing happened. */
export function toMinutes(body: unknown, minutes: number, now: Instant = Date.now()): Minute[] {
  const buckets = list(field(body, 'buckets')).flatMap(toMinute);
  const last = Math.max(floor(now), ...buckets.map(bucket => bucket.at));
  const filled: Minute[] = [];
  for (let at = last - (minutes - 1) * MINUTE; at <= last; at += MINUTE) {
    filled.push(
      merged(
        at,
        buckets.filter(bucket => bucket.at === at),
      ),
    );
  }
  return filled;
}

const MINUTE = 60_000;
const NOTHING: Percentiles = { p50: null, p95: null, p99: null };
const floor = (at: Instant) => Math.floor(at / MINUTE) * MINUTE;

function toMinute(bucket: unknown): Minute[] {
  const at = instant(text(field(bucket, 'at')));
  if (at === null) return [];
  return [
    {
      at: floor(at),
      completed: number(field(bucket, 'completed')) ?? 0,
      failed: number(field(bucket, 'failed')) ?? 0,
      wait: toPercentiles(field(bucket, 'waitMs')),
      run: toPercentiles(field(bucket, 'runMs')),
    },
  ];
}

/** Percentiles of several queues cannot be added: the slowest queue is shown. */
function merged(at: Instant, parts: readonly Minute[]): Minute {
  const sum = (pick: (part: Minute) => number) => parts.reduce((all, part) => all + pick(part), 0);
  const slowest = (pick: (part: Minute) => Percentiles): Percentiles =>
    parts
      .map(pick)
      .reduce(
        (a, b) => ({ p50: most(a.p50, b.p50), p95: most(a.p95, b.p95), p99: most(a.p99, b.p99) }),
        NOTHING,
      );
  return {
    at,
    completed: sum(part => part.completed),
    failed: sum(part => part.failed),
    wait: slowest(part => part.wait),
    run: slowest(part => part.run),
  };
}

function most(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.max(a, b);
}

function toPercentiles(body: unknown): Percentiles {
  const of = (name: string) => number(field(body, name));
  return { p50: of('p50'), p95: of('p95'), p99: of('p99') };
}

function field(body: unknown, name: string): unknown {
  if (typeof body !== 'object' || body === null) return undefined;
  return Object.getOwnPropertyDescriptor(body, name)?.value;
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown) => (typeof value === 'string' ? value : null);
const number = (value: unknown) => (typeof value === 'number' ? value : null);
