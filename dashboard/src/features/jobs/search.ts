import * as v from 'valibot';

import type { JobFilter } from '../../api/jobs';

/** What the list's address says. */
const schema = v.object({
  name: v.fallback(v.optional(v.pipe(v.string(), v.minLength(1))), undefined),
  /** How far ahead the upcoming runs go; a day where nothing is said. */
  ahead: v.fallback(v.optional(v.picklist(['1h', '7d'])), undefined),
  show: v.fallback(v.optional(v.picklist(['enabled', 'disabled', 'broken'])), undefined),
});

export type JobsSearch = v.InferOutput<typeof schema>;

export const parseJobsSearch = (raw: Record<string, unknown>): JobsSearch => v.parse(schema, raw);

/** What the address of a job says. */
const jobSchema = v.object({
  /** The only outcome of which fires are listed. */
  fires: v.fallback(v.optional(v.picklist(['fired', 'skipped', 'blocked', 'missed'])), undefined),
});

export type JobSearch = v.InferOutput<typeof jobSchema>;

export const parseJobSearch = (raw: Record<string, unknown>): JobSearch => v.parse(jobSchema, raw);

/** What the API is asked for. */
export function toFilter({ name, show }: JobsSearch): JobFilter {
  return {
    ...(name === undefined ? {} : { name }),
    ...(show === 'enabled' ? { enabled: true } : {}),
    ...(show === 'disabled' ? { enabled: false } : {}),
    ...(show === 'broken' ? { broken: true } : {}),
  };
}
