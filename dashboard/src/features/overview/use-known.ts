import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { knownTasks } from '../../api/known';
import type { Titled } from '../../components/titled';

type Known = ReadonlyMap<string, Titled>;

/**
 * What tasks of these ids are called, as far as the page has read of them: nobody is asked. It is
 * kept for as long as their ids are here, also when the lists that told of it have moved on.
 */
export function useKnown(ids: ReadonlySet<string>): Known {
  const client = useQueryClient();
  const [known, setKnown] = useState<Known>(new Map());
  const fresh = knownTasks(client).filter(({ id }) => ids.has(id) && !known.has(id));
  if (fresh.length === 0) return known;
  const kept = [...known].filter(([id]) => ids.has(id));
  const next: Known = new Map([...kept, ...fresh.map(task => [task.id, task] as const)]);
  setKnown(next);
  return next;
}
