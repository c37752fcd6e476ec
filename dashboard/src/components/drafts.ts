import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useState } from 'react';
import * as v from 'valibot';

import { sessionQuery } from '../api/session';

/**
 * What was typed into forms, kept for the time that somebody signs in again: in the storage of this
 * tab, which ends with it. It is for who typed it, and what is secret is left out by whoever gives a
 * draft.
 */
const open = new Map<string, () => unknown>();

const entry = v.object({ by: v.string(), draft: v.unknown() });

const key = (name: string) => `draft ${name}`;

/** Keeps what stands in the forms that are shown now, for the principal who is signed in. */
export function keepDrafts(by: string): void {
  for (const [name, give] of open) {
    const draft = give();
    if (draft !== null) keep(key(name), JSON.stringify({ by, draft }));
  }
}

/** There may be no room, or no storage at all: then nothing is kept, and one leaves all the same. */
function keep(name: string, text: string): void {
  try {
    sessionStorage.setItem(name, text);
  } catch {
    // As above.
  }
}

function kept(name: string, by: string | undefined): unknown {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(key(name)) ?? 'null');
    return v.is(entry, found) && found.by === by ? found.draft : null;
  } catch {
    return null;
  }
}

/** What was kept of the form of this name for who is signed in now; null for nothing. */
export function useDraft(name: string): unknown {
  const client = useQueryClient();
  const [draft] = useState(() => kept(name, client.getQueryData(sessionQuery.queryKey)?.principal));
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

/**
 * A form with what was kept of it, field by field as far as it is of the right kind: that of the
 * same field in `like`.
 */
export function fitting<F extends object>(form: F, draft: object, like: F = form): F {
  const known = new Map<string, unknown>(Object.entries(like));
  const fields = Object.entries(draft).filter(([name, value]) => isLike(known.get(name), value));
  // Each field has the type that it has in the form, as was looked at one by one.
  return { ...form, ...(Object.fromEntries(fields) as Partial<F>) };
}

function isLike(known: unknown, value: unknown): boolean {
  if (Array.isArray(known)) return Array.isArray(value) && value.every(one => isLike('', one));
  // A number that is left empty is an empty text.
  return typeof value === typeof known || (typeof known === 'number' && value === '');
}
