import { useMemo, useState } from 'react';

import { hits, step } from './search';
import type { OutputStore, View } from './store';
import type { Way } from './scan';

export interface Search {
  readonly query: string;
  readonly setQuery: (query: string) => void;
  /** The number of the line that it is at. */
  readonly current: number | null;
  readonly go: (way: Way) => Promise<void>;
  /** Such as `2 of 14`. */
  readonly told: string;
}

/**
 * Goes from hit to hit: first in what is held, then page by page through the rest, and from one end
 * on to the other.
 */
export function useSearch(store: OutputStore, view: View, onMove: () => void): Search {
  const [query, setQuery] = useState('');
  const [current, setCurrent] = useState<number | null>(null);
  const [missed, setMissed] = useState(false);
  const { lines } = view.held;
  const found = useMemo(() => hits(lines, query), [lines, query]);
  const place = current === null ? -1 : lines.findIndex(line => line.seq === current);

  const go = async (way: Way) => {
    if (query === '') return;
    onMove();
    setMissed(false);
    const from = place === -1 ? (way === 'next' ? -1 : lines.length) : place;
    const next = step(found, from, way);
    if (next !== null) {
      setCurrent(lines[next]?.seq ?? null);
      return;
    }
    const { atStart, atEnd } = view.held;
    if (atStart && atEnd && found.length > 0) {
      const other = way === 'next' ? found.at(0) : found.at(-1);
      setCurrent(lines[other ?? 0]?.seq ?? null);
      return;
    }
    const seq = atStart && atEnd ? 'nowhere' : await store.find(query, way);
    if (seq === 'nowhere') setMissed(true);
    else if (seq !== null) setCurrent(seq);
  };

  const change = (words: string) => {
    setQuery(words);
    setCurrent(null);
    setMissed(false);
    store.stopSearch();
  };

  return { query, setQuery: change, current, go, told: tell() };

  function tell(): string {
    if (query === '') return '';
    if (view.searchedTo !== null)
      return `Searching, at line ${view.searchedTo.toLocaleString('en')}`;
    if (missed) return 'Not found';
    const at = found.indexOf(place);
    const some = view.held.atStart && view.held.atEnd ? '' : '+';
    return at === -1 ? `${found.length}${some} found` : `${at + 1} of ${found.length}${some}`;
  }
}
