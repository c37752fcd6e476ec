import { useCallback, useState } from 'react';

import type { Task, TaskState } from '../../api/tasks';

/** What is selected, across pages: ids, and the state in which each was seen last. */
export type Selection = ReadonlyMap<string, TaskState>;

/** Keeps a selection until the list is another one. `shown` is the page that is seen now. */
export function useSelection(list: string, shown: readonly Task[]) {
  const [of, setOf] = useState(list);
  const [selected, setSelected] = useState<Selection>(new Map());
  if (of !== list) {
    setOf(list);
    setSelected(new Map());
  }
  const select = useCallback((tasks: readonly Task[], on: boolean) => {
    setSelected(before => {
      const next = new Map(before);
      for (const { id, state } of tasks) {
        if (on) next.set(id, state);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Map()), []);
  return { selected: seen(selected, shown), select, clear };
}

/** With the states that are shown now. */
function seen(selected: Selection, shown: readonly Task[]): Selection {
  const moved = shown.filter(({ id, state }) => (selected.get(id) ?? state) !== state);
  if (moved.length === 0) return selected;
  return new Map([...selected, ...moved.map(({ id, state }) => [id, state] as const)]);
}
