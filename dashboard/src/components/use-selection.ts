import { useCallback, useState } from 'react';

interface Item {
  readonly id: string;
}

/** What is selected, across pages: by id, each as it was seen last. */
export type Selection<T extends Item> = ReadonlyMap<string, T>;

/** Keeps a selection until the list is another one. `shown` is what is seen of it now. */
export function useSelection<T extends Item>(list: string, shown: readonly T[]) {
  const [of, setOf] = useState(list);
  const [selected, setSelected] = useState<Selection<T>>(new Map());
  if (of !== list) {
    setOf(list);
    setSelected(new Map());
  }
  const select = useCallback((items: readonly T[], on: boolean) => {
    setSelected(before => {
      const next = new Map(before);
      for (const item of items) {
        if (on) next.set(item.id, item);
        else next.delete(item.id);
      }
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Map()), []);
  return { selected: asShown(selected, shown), select, clear };
}

/** Those of a list that is shown whole: what has left it meanwhile cannot be seen any more. */
export function among<T extends Item>(selected: Selection<T>, shown: readonly T[]): Selection<T> {
  return new Map(shown.filter(({ id }) => selected.has(id)).map(item => [item.id, item]));
}

/** As they are shown now. */
function asShown<T extends Item>(selected: Selection<T>, shown: readonly T[]): Selection<T> {
  const moved = shown.filter(item => (selected.get(item.id) ?? item) !== item);
  if (moved.length === 0) return selected;
  return new Map([...selected, ...moved.map(item => [item.id, item] as const)]);
}
