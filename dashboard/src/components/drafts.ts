import { useEffect, useEffectEvent, useState } from 'react';

/**
 * What was typed into forms, kept for the time that somebody signs in again: in the storage of this
 * tab, which ends with it. What is secret is left out by whoever gives a draft.
 */
const open = new Map<string, () => unknown>();

const key = (name: string) => `draft ${name}`;

/** Keeps what stands in the forms that are shown now. */
export function keepDrafts(): void {
  for (const [name, give] of open) {
    const draft = give();
    if (draft !== null) sessionStorage.setItem(key(name), JSON.stringify(draft));
  }
}

function kept(name: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key(name)) ?? 'null');
  } catch {
    return null;
  }
}

/** What was kept of the form of this name; null for nothing. */
export function useDraft(name: string): unknown {
  const [draft] = useState(() => kept(name));
  // It is filled in once: whoever comes back later begins anew.
  useEffect(() => sessionStorage.removeItem(key(name)), [name]);
  return draft;
}

/** `give` is asked when the form is to be kept: it answers null for what is not worth it. */
export function useKeepDraft(name: string, give: () => unknown): void {
  const current = useEffectEvent(() => give());
  useEffect(() => {
    open.set(name, () => current());
    return () => void open.delete(name);
  }, [name]);
}
