import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import { ApiError } from './problem';
import type { components } from './schema';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];
export type JobSchedule = Schemas['JobSchedule'];
export type JobDefinition = Schemas['JobDefinition'];
export type JobTask = Schemas['JobTask'];
export type CheckState = Schemas['JobCheckState'];
/** How a schedule stands, whether or not its job is enabled. */
export type ScheduleState = Schemas['ScheduleState'];
export type FireOutcome = Schemas['FireOutcome'];
export type FireReason = Schemas['FireReason'];
export type Trigger = Schemas['Trigger'];
export type RunState = Schemas['State'];
/** What a call takes; the answer of another call is one. */
export type NewJob = Schemas['NewJob'];
export type NewJobSchedule = Schemas['NewJobSchedule'];

/** A run. Its id is its task's. */
export interface Run {
  id: string;
  jobId: string;
  jobVersion: number;
  trigger: Trigger;
  state: RunState;
  nominalAt: Instant | null;
  createdAt: Instant | null;
  startedAt: Instant | null;
  finishedAt: Instant | null;
  exitCode: number | null;
  failure: string | null;
  counters: Record<string, number>;
}

/** A job and how it stands. */
export interface Job {
  id: string;
  version: number;
  definition: JobDefinition;
  checks: CheckState[];
  scheduleState: ScheduleState;
  broken: boolean;
  brokenErrors: number;
  /** Null while off, broken or without a time left, and while a run of an interval job goes on. */
  nextRunAt: Instant | null;
  lastFinishedAt: Instant | null;
  lastRun: Run | null;
  openRuns: number;
  /** States of its latest runs, newest first. */
  recent: RunState[];
  /** The schedule in English. */
  scheduleText: string;
  createdBy: string;
  createdAt: Instant | null;
  updatedAt: Instant | null;
}

export interface Fire {
  nominalAt: Instant | null;
  outcome: FireOutcome;
  reason: FireReason | null;
  runId: string | null;
  decidedAt: Instant | null;
  jobVersion: number;
}

export interface Version {
  version: number;
  definition: JobDefinition;
  validFrom: Instant | null;
  editedBy: string;
}

export interface Preview {
  description: string;
  times: { at: Instant | null; local: string; note: string | null }[];
}

export function toRun(run: Schemas['Run']): Run {
  return {
    id: run.id,
    jobId: run.jobId,
    jobVersion: run.jobVersion,
    trigger: run.trigger,
    state: run.state,
    nominalAt: instant(run.nominalAt),
    createdAt: instant(run.createdAt),
    startedAt: instant(run.startedAt),
    finishedAt: instant(run.finishedAt),
    exitCode: run.exitCode,
    failure: run.failure?.message ?? null,
    counters: run.counters,
  };
}

function toDefinition(job: JobDefinition): JobDefinition {
  const { name, description, owner, labels, enabled } = job;
  const { task, schedule, requiresChecks, breakerThreshold, notify } = job;
  return {
    name,
    description,
    owner,
    labels,
    enabled,
    task,
    schedule,
    requiresChecks,
    breakerThreshold,
    notify,
  };
}

export function toJob(job: Schemas['Job']): Job {
  return {
    id: job.id,
    version: job.version,
    definition: toDefinition(job),
    checks: job.checks,
    scheduleState: job.scheduleState,
    broken: job.broken,
    brokenErrors: job.brokenErrors,
    nextRunAt: instant(job.nextRunAt),
    lastFinishedAt: instant(job.lastFinishedAt),
    lastRun: job.lastRun === null ? null : toRun(job.lastRun),
    openRuns: job.openRuns,
    recent: job.recent,
    scheduleText: job.scheduleText,
    createdBy: job.createdBy,
    createdAt: instant(job.createdAt),
    updatedAt: instant(job.updatedAt),
  };
}

export const jobKeys = {
  all: ['jobs'] as const,
  lists: ['jobs', 'list'] as const,
  list: (filter: JobFilter) => ['jobs', 'list', filter] as const,
  job: (id: string) => ['jobs', 'job', id] as const,
  runs: (id: string) => ['jobs', 'job', id, 'runs'] as const,
  fires: (id: string, outcome: FireOutcome | null) =>
    ['jobs', 'job', id, 'fires', outcome] as const,
  versions: (id: string) => ['jobs', 'job', id, 'versions'] as const,
  preview: (schedule: NewJobSchedule) => ['jobs', 'preview', schedule] as const,
};

export interface JobFilter {
  /** The beginning of a name. */
  name?: string;
  enabled?: boolean;
  broken?: boolean;
}

const PAGE = 50;

/** Jobs by name, page after page. */
export const jobsQuery = (filter: JobFilter) =>
  infiniteQueryOptions({
    queryKey: jobKeys.list(filter),
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const params = { query: { ...filter, limit: PAGE, ...cursor } };
      const page = await ask(api.GET('/api/jobs', { params, signal }));
      return { rows: page.jobs.map(toJob), next: page.nextCursor };
    },
    getNextPageParam: page => page.next,
  });

/** A few jobs whose name begins so. */
export const namedJobsQuery = (name: string) =>
  queryOptions({
    queryKey: [...jobKeys.list({ name }), 'few'] as const,
    queryFn: async ({ signal }) => {
      const params = { query: { name, limit: 5 } };
      const { jobs } = await ask(api.GET('/api/jobs', { params, signal }));
      return jobs.map(toJob);
    },
  });

export const jobQuery = (id: string) =>
  queryOptions({
    queryKey: jobKeys.job(id),
    queryFn: async ({ signal }) => {
      if (!ID.test(id)) throw noSuchJob();
      return toJob(await ask(api.GET('/api/jobs/{id}', { params: { path: { id } }, signal })));
    },
  });

/** Other words lead to other calls, such as that for what comes next. */
const ID = /^[0-9a-f-]{32,36}$/i;

/** As the server answers for an id that it does not know. */
const noSuchJob = () =>
  new ApiError({
    type: '/problems/not-found',
    title: 'Not found',
    status: 404,
    detail: 'there is no such job',
  });

export const runsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: jobKeys.runs(id),
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const params = { path: { id }, query: { limit: PAGE, ...cursor } };
      const page = await ask(api.GET('/api/jobs/{id}/runs', { params, signal }));
      return { rows: page.runs.map(toRun), next: page.nextCursor };
    },
    getNextPageParam: page => page.next,
  });

export const firesQuery = (id: string, outcome: FireOutcome | null) =>
  infiniteQueryOptions({
    queryKey: jobKeys.fires(id, outcome),
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const only = outcome === null ? {} : { outcome: [outcome] };
      const params = { path: { id }, query: { limit: PAGE, ...only, ...cursor } };
      const page = await ask(api.GET('/api/jobs/{id}/fires', { params, signal }));
      return { rows: page.fires.map(toFire), next: page.nextCursor };
    },
    getNextPageParam: page => page.next,
  });

function toFire(fire: Schemas['Fire']): Fire {
  const { outcome, reason, runId, jobVersion } = fire;
  const nominalAt = instant(fire.nominalAt);
  return { nominalAt, outcome, reason, runId, jobVersion, decidedAt: instant(fire.decidedAt) };
}

/** Versions of a job, newest first, page after page. */
export const versionsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: jobKeys.versions(id),
    initialPageParam: '',
    queryFn: async ({ signal, pageParam }) => {
      const cursor = pageParam === '' ? {} : { cursor: pageParam };
      const params = { path: { id }, query: { limit: PAGE, ...cursor } };
      const page = await ask(api.GET('/api/jobs/{id}/versions', { params, signal }));
      return { rows: page.versions.map(toVersion), next: page.nextCursor };
    },
    getNextPageParam: page => page.next,
  });

function toVersion(version: Schemas['JobVersions']['versions'][number]): Version {
  return {
    version: version.version,
    definition: toDefinition(version),
    validFrom: instant(version.validFrom),
    editedBy: version.editedBy,
  };
}

/** The next times of a schedule that need not be kept. */
export const previewQuery = (schedule: NewJobSchedule) =>
  queryOptions({
    queryKey: jobKeys.preview(schedule),
    retry: false,
    queryFn: async ({ signal }): Promise<Preview> => {
      const body = { schedule, count: 10 };
      const { description, times } = await ask(
        api.POST('/api/schedules/preview', { body, signal }),
      );
      return {
        description,
        times: times.map(({ at, local, note }) => ({ at: instant(at), local, note })),
      };
    },
  });

export async function createJob(body: NewJob): Promise<Job> {
  return toJob(await ask(api.POST('/api/jobs', { body })));
}

/** Refused as a `version-conflict` when it has another version by now. */
export async function updateJob(id: string, body: NewJob, version: number): Promise<Job> {
  const params = { path: { id }, query: { version } };
  return toJob(await ask(api.PUT('/api/jobs/{id}', { params, body })));
}

/** Refused as `updateJob` is. */
export async function setSchedule(id: string, body: NewJobSchedule, version: number): Promise<Job> {
  const params = { path: { id }, query: { version } };
  return toJob(await ask(api.PUT('/api/jobs/{id}/schedule', { params, body })));
}

/** Makes a run now. */
export async function runJob(id: string, body: Schemas['NewRun'] = {}): Promise<Run> {
  return toRun(await ask(api.POST('/api/jobs/{id}/run', { params: { path: { id } }, body })));
}

export async function duplicateJob(id: string, name: string): Promise<Job> {
  const params = { path: { id } };
  return toJob(await ask(api.POST('/api/jobs/{id}/duplicate', { params, body: { name } })));
}

/** Tries all its checks; how they stand is read later. */
export async function checkJob(id: string): Promise<Job> {
  return toJob(
    await ask(api.POST('/api/jobs/{id}/checks', { params: { path: { id } }, body: {} })),
  );
}

export interface Deletion {
  keepRuns: boolean;
  keepRunning: boolean;
}

export async function deleteJob(id: string, query: Deletion): Promise<void> {
  await ask(api.DELETE('/api/jobs/{id}', { params: { path: { id }, query } }));
}
