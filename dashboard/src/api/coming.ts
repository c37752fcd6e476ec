import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import { type Job, type NewJobSchedule, toJob } from './jobs';
import { instant, type Instant } from './time';

/** A job that will run by itself. */
export interface Coming {
  readonly jobId: string;
  readonly name: string;
  readonly next: Instant;
  readonly schedule: NewJobSchedule;
}

/** Not below the key of jobs: with many, they are not to be read at each change of one. */
export const comingKey = ['coming'] as const;

const PAGE = 500;
const PAGES = 2;

/** More jobs are not looked through: those are the first by name. */
export const LOOKED_THROUGH = PAGE * PAGES;

export interface AllComing {
  /** The next first. */
  readonly jobs: readonly Coming[];
  /** There are more jobs than are looked through. */
  readonly isCut: boolean;
}

/** Jobs that will run by themselves, the next first. */
export const comingQuery = queryOptions({
  queryKey: comingKey,
  staleTime: 10_000,
  queryFn: async ({ signal }): Promise<AllComing> => {
    const found: Coming[] = [];
    let cursor: string | null = null;
    for (let page = 0; page < PAGES; page += 1) {
      const query = { enabled: true, limit: PAGE, ...(cursor === null ? {} : { cursor }) };
      const answer: Awaited<ReturnType<typeof readJobs>> = await readJobs(query, signal);
      found.push(...answer.jobs.map(toJob).flatMap(toComing));
      cursor = answer.nextCursor;
      if (cursor === null) break;
    }
    return { jobs: found.sort((a, b) => a.next - b.next), isCut: cursor !== null };
  },
});

const readJobs = (
  query: { enabled: boolean; limit: number; cursor?: string },
  signal: AbortSignal,
) => ask(api.GET('/api/jobs', { params: { query }, signal }));

function toComing({ id, definition: { name, schedule }, nextRunAt }: Job): Coming[] {
  return nextRunAt === null ? [] : [{ jobId: id, name, next: nextRunAt, schedule }];
}

/**
 * How many times of a schedule are asked for at once: of one that comes every hour those of a day, and
 * some more, since a few go by while they are kept.
 */
export const TIMES = 30;

/** The next times of a schedule, as many as are asked for at once, earliest first. */
export interface Times {
  readonly all: readonly Instant[];
  /** Those of them that fall into no blackout. */
  readonly kept: readonly Instant[];
  /** There may be more after the last. */
  readonly isFull: boolean;
}

export const timesQuery = (schedule: NewJobSchedule) =>
  queryOptions({
    queryKey: ['times', schedule] as const,
    staleTime: 5 * 60_000,
    retry: false,
    queryFn: async ({ signal }): Promise<Times> => {
      const body = { schedule, count: TIMES };
      const { times } = await ask(api.POST('/api/schedules/preview', { body, signal }));
      // Times within a blackout are told too, with a word on it.
      const isKept = (note: string | null) => note?.includes('blackout') !== true;
      const toInstants = (some: typeof times) => some.flatMap(({ at }) => instant(at) ?? []);
      return {
        all: toInstants(times),
        kept: toInstants(times.filter(({ note }) => isKept(note))),
        isFull: times.length >= TIMES,
      };
    },
  });
