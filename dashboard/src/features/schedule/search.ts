import * as v from 'valibot';

const words = v.fallback(v.optional(v.pipe(v.string(), v.maxLength(4_000))), undefined);

/** The address of a form that is filled in already: from a task, or by hand. */
const schema = v.object({
  /** A task of which this is to be another one. */
  from: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined),
  command: words,
  queue: words,
});

export type ScheduleSearch = v.InferOutput<typeof schema>;

export function parseScheduleSearch(raw: Record<string, unknown>): ScheduleSearch {
  const search = v.parse(schema, raw);
  const kept: ScheduleSearch = {};
  if (search.from !== undefined) kept.from = search.from;
  if (search.command !== undefined) kept.command = search.command;
  if (search.queue !== undefined) kept.queue = search.queue;
  return kept;
}
