import { useLocation, useNavigate } from '@tanstack/react-router';

import { type TaskSearch, tidy } from './search';

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** Where the pages before this one began; empty text for the first. */
    trail?: string[];
  }
}

/** A keyset leads forwards only: the way back is kept with each entry of the history. */
export function usePages(search: TaskSearch, nextCursor: string | null) {
  const navigate = useNavigate({ from: '/tasks' });
  const trail = useLocation({ select: location => location.state.trail });
  const before = trail?.at(-1);
  const go = (cursor: string | undefined, next: string[] | undefined) =>
    void navigate({
      search: tidy({ ...search, cursor }),
      state: next === undefined ? {} : { trail: next },
      resetScroll: false,
    });
  const older =
    nextCursor === null ? null : () => go(nextCursor, [...(trail ?? []), search.cursor ?? '']);
  // A link into the middle knows no page before it: then newer is the first one.
  const newer =
    search.cursor === undefined
      ? null
      : () => go(before === undefined || before === '' ? undefined : before, trail?.slice(0, -1));
  const page = search.cursor === undefined ? 1 : trail === undefined ? null : trail.length + 1;
  return { older, newer, page };
}
