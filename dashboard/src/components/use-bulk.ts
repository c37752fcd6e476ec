import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';

import { actOnAll, showOutcome, type Wording } from './bulk';

/** What is done to many things `T`, in one of several ways `A`. */
interface Bulk<T, A> {
  /** Those to which it can be done. */
  readonly of: (how: A) => readonly T[];
  readonly act: (item: T, how: A) => Promise<unknown>;
  readonly words: (how: A) => Wording<T>;
  /** Reads anew what it changes. */
  readonly refresh: (client: QueryClient) => Promise<void>;
  readonly onClear: () => void;
}

/**
 * Does the same to all that are selected, and tells what came of it. The selection is kept when one
 * refused, so that it can be tried again.
 */
export function useBulk<T, A>({ of, act, words, refresh, onClear }: Bulk<T, A>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (how: A) => actOnAll(of(how), item => act(item, how)),
    onSuccess: (outcome, how) => {
      showOutcome(outcome, words(how));
      if (outcome.refused.size === 0) onClear();
    },
    onSettled: () => refresh(client),
  });
}
