import { useRouter } from '@tanstack/react-router';
import { useEffect, useEffectEvent } from 'react';

import { isSignedIn } from '../api/session';
import { useLiveStatus } from '../live/hooks';

/** What browsers and the build say when a part of the program itself cannot be had. */
const NOT_LOADED = /dynamically imported module|preload|importing a module/i;

export const isNotLoaded = (message: string) => NOT_LOADED.test(message);

/** A part that fails again so soon is not tried again but loaded with the whole page. */
const SOON_MS = 15_000;

/** How long after one reload there is no other: it did not help. */
const RELOAD_MS = 60_000;

const RELOADED = 'taskmaster reloaded at';

/** What may be another in tests. */
export const page = { reload: () => window.location.reload() };

let triedAt = Number.NEGATIVE_INFINITY;

/** For tests, which have one page after another. */
export function forgetTries(): void {
  triedAt = Number.NEGATIVE_INFINITY;
}

/**
 * Loads a page whose part could not be had as soon as the server answers. Some browsers keep that
 * a part failed, and a part of an older version is not there any more: then the page is loaded
 * whole.
 */
export function useComeBack(error: unknown, reset: () => void): void {
  const router = useRouter();
  const status = useLiveStatus();
  const retry = useEffectEvent((now: number) => {
    if (now - triedAt > SOON_MS) {
      triedAt = now;
      reset();
      void router.invalidate();
    } else if (mayReload(now)) page.reload();
  });
  useEffect(() => {
    if (status === 'away') return undefined;
    let isWanted = true;
    // Not before somebody answers: a reload without would leave nothing at all.
    void isSignedIn().then(isIn => {
      if (isIn && isWanted) retry(Date.now());
    });
    return () => {
      isWanted = false;
    };
  }, [status, error]);
}

/** Where nothing can be kept there is no telling: then it is left to the button. */
function mayReload(now: number): boolean {
  try {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (now - last < RELOAD_MS) return false;
    sessionStorage.setItem(RELOADED, String(now));
    return true;
  } catch {
    return false;
  }
}
