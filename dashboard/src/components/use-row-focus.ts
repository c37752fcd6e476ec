import { useEffect, useRef } from 'react';

/**
 * Where the focus goes in a list of rows that are marked as `data-row`, of which there are `count`:
 * into a row that is added, and from one that is removed to what adds them. `goTo` is called before
 * the rows change.
 */
export function useRowFocus(count: number) {
  const list = useRef<HTMLDivElement>(null);
  const add = useRef<HTMLButtonElement>(null);
  const next = useRef<'last' | 'add' | null>(null);
  useEffect(() => {
    const rows = list.current?.querySelectorAll('[data-row]') ?? [];
    const last = [...rows].at(-1)?.querySelector('input');
    if (next.current !== null) (next.current === 'last' ? last : add.current)?.focus();
    next.current = null;
  }, [count]);
  const goTo = (where: 'last' | 'add') => {
    next.current = where;
  };
  return { list, add, goTo };
}
