import { useCallback, useState } from 'react';

/** Ids that are selected, across pages, until the list is another one. */
export function useSelection(list: string) {
  const [of, setOf] = useState(list);
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  if (of !== list) {
    setOf(list);
    setSelected(new Set());
  }
  const select = useCallback((ids: readonly string[], on: boolean) => {
    setSelected(before => {
      const next = new Set(before);
      for (const id of ids) {
        if (on) next.add(id);
        else next.delete(id);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Set()), []);
  return { selected, select, clear };
}
