import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components } from './schema';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];

/** Something that somebody did, or that happened of note. */
export interface Activity {
  id: number;
  at: Instant | null;
  /** `kind:name`; null for many. */
  actor: string | null;
  /** In the past tense. A newer server may say what this page does not know. */
  verb: string;
  subjectKind: string;
  /** Null when there are several. */
  subjectId: string | null;
  count: number;
  detail: string;
}

/** How much of the feed is shown. */
const LENGTH = 50;

export const activityKey = ['activity'] as const;

/** The newest of the feed. */
export const activityQuery = queryOptions({
  queryKey: activityKey,
  queryFn: async ({ signal }) => {
    const params = { query: { limit: LENGTH } };
    const page = await ask(api.GET('/api/activity', { params, signal }));
    return page.activity.map(toActivity);
  },
});

function toActivity(item: Schemas['Activity']): Activity {
  const { id, verb, subjectKind, count, detail } = item;
  return {
    id,
    at: instant(item.at),
    actor: item.actor,
    verb,
    subjectKind,
    subjectId: item.subjectId,
    count,
    detail,
  };
}
