import * as v from 'valibot';

import { TASK_STATES, type TaskState } from '../../api/tasks';

/** What of the past is shown: a span that ends now, told by its length. */
const ranges = { '15m': 15, '1h': 60, '24h': 1_440, '7d': 10_080 } as const;
export type Range = keyof typeof ranges;

/** The API reads no later times; with a zone they may be a day later than they look. */
const FAR = '9999-12';

/** No text may have that one. */
const clean = v.regex(/^[^\0]*$/);

const text = (max: number) =>
  v.fallback(v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(max), clean)), undefined);
/** As fields of a date and a time have it: browsers read much else as some time too. */
const time = v.fallback(
  v.optional(
    v.pipe(
      v.string(),
      v.regex(/^\d{4}-\d\d-\d\d(T|$)/),
      v.check(value => value < FAR && !Number.isNaN(Date.parse(value))),
    ),
  ),
  undefined,
);

/** One value reads as a list of one, and what is not known is left out rather than refused. */
const list = <T>(known: (value: unknown) => value is T) =>
  v.pipe(
    v.unknown(),
    v.transform(value => {
      const all = (Array.isArray(value) ? value : [value]).filter(known);
      return all.length === 0 ? undefined : [...new Set(all)];
    }),
  );

/** As the API has it: `?state=failed,canceled`. */
const withCommas = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(',').map(word => word.trim()) : value;

const isState = (value: unknown): value is TaskState => TASK_STATES.some(state => state === value);

export const labelPattern = /^[A-Za-z0-9._/-]{1,255}=[^\0\n]{0,255}$/;
/** What keeps a text from being a label. */
export function wrongLabel(text: string): string {
  const at = text.indexOf('=');
  if (text === '') return 'Type a name and a value, such as team=data';
  if (at === -1) return `The value is missing: ${text}=…`;
  if (at === 0) return `The name is missing: …${text}`;
  return /^[A-Za-z0-9._/-]+$/.test(text.slice(0, at))
    ? 'A name and a value have at most 255 characters each'
    : 'A name has letters, digits and . _ / - only';
}

const isLabel = (value: unknown): value is string =>
  typeof value === 'string' && labelPattern.test(value);

/** The address of a list of tasks. A hand-made one that is wrong shows what of it is right. */
const schema = v.object({
  state: v.optional(
    v.pipe(
      v.unknown(),
      v.transform(value => (Array.isArray(value) ? value.flatMap(withCommas) : withCommas(value))),
      list(isState),
    ),
  ),
  queue: text(255),
  kind: text(100),
  worker: text(255),
  label: v.optional(list(isLabel)),
  jobId: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined),
  text: text(255),
  range: v.fallback(v.optional(v.picklist(['15m', '1h', '24h', '7d'])), undefined),
  createdAfter: time,
  createdBefore: time,
  cursor: v.fallback(v.optional(v.pipe(v.string(), v.uuid())), undefined),
  limit: v.fallback(
    v.optional(v.pipe(v.unknown(), v.transform(Number), v.picklist([25, 50, 100, 200]))),
    undefined,
  ),
});

export type TaskSearch = v.InferOutput<typeof schema>;
export type TaskFilters = Omit<TaskSearch, 'cursor' | 'limit'>;

export const defaultLimit = 50;

export function parseTaskSearch(raw: Record<string, unknown>): TaskSearch {
  return tidy(v.parse(schema, raw));
}

/** Without what is empty, so that one list has one address. */
export function tidy<T extends Partial<TaskSearch>>(search: T): T {
  const kept = Object.entries<unknown>(search).filter(
    ([, value]) =>
      value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
  );
  // The same keys less those without a value, all of which are optional.
  return Object.fromEntries(kept) as T;
}

/** A change of a filter starts at the first page. */
export function withFilters(search: TaskSearch, change: Partial<TaskFilters>): TaskSearch {
  return tidy({ ...search, ...change, cursor: undefined });
}

export function filtersOf(search: TaskSearch): TaskFilters {
  const filters: TaskSearch = { ...search };
  delete filters.cursor;
  delete filters.limit;
  return tidy(filters);
}

export function anyFilter(search: TaskSearch): boolean {
  return Object.keys(filtersOf(search)).length > 0;
}

/**
 * The query of the API. A span that ends now is cut to whole minutes, or each look at it would
 * be another question that nothing has in its cache.
 */
export function toQuery(search: TaskSearch, now: number) {
  const { range, createdAfter, createdBefore, ...rest } = filtersOf(search);
  const minute = 60_000;
  const after =
    range === undefined
      ? createdAfter && new Date(createdAfter).toISOString()
      : new Date(Math.floor(now / minute) * minute - ranges[range] * minute).toISOString();
  return tidy({
    ...rest,
    limit: search.limit ?? defaultLimit,
    createdAfter: after,
    createdBefore:
      range === undefined && createdBefore ? new Date(createdBefore).toISOString() : undefined,
  });
}

export type TaskQuery = ReturnType<typeof toQuery>;
