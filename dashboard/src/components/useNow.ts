import { useSyncExternalStore } from 'react';

import type { Instant } from '../api/time';
import { paced } from '../live/pace';

/** One timer for all clocks of the page, which runs only while one of them is shown. */
class Ticker {
  now: Instant = Date.now();
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly #watchers = new Set<() => void>();

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    if (this.#timer === undefined) {
      this.now = Date.now();
      this.#timer = setInterval(this.#tick, 1_000);
    }
    return () => {
      this.#watchers.delete(watcher);
      if (this.#watchers.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
    };
  };

  #tick = (): void => {
    if (document.hidden) return;
    paced(() => {
      this.now = Date.now();
      this.#watchers.forEach(watcher => watcher());
    });
  };
}

const ticker = new Ticker();

/** The time, once a second. */
export function useNow(): Instant {
  return useSyncExternalStore(ticker.watch, () => ticker.now);
}
