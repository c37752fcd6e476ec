/** How often the page is drawn anew while much happens. */
export const DRAWS_A_SECOND = 4;

/** So many drawings may follow each other at once, so that a page that opens never waits. */
export const BURST = 8;

/** Takes what changes what is shown, and does it when it is time to draw. */
export type Pace = (change: () => void) => void;

/**
 * One pace for all that changes what is shown: what comes within the same moment is drawn together,
 * at once while little happens, and four times a second however much happens.
 */
export function makePace(): Pace {
  let waiting: (() => void)[] = [];
  let scheduled = false;
  let tokens = BURST;
  let filledAt = performance.now();

  const refill = () => {
    const now = performance.now();
    tokens = Math.min(BURST, tokens + ((now - filledAt) * DRAWS_A_SECOND) / 1_000);
    filledAt = now;
  };
  const flush = () => {
    refill();
    tokens -= 1;
    scheduled = false;
    const changes = waiting;
    waiting = [];
    changes.forEach(change => change());
  };
  return change => {
    waiting.push(change);
    if (scheduled) return;
    scheduled = true;
    refill();
    const missing = Math.max(0, 1 - tokens);
    setTimeout(flush, Math.ceil((missing * 1_000) / DRAWS_A_SECOND));
  };
}

/** The page's. */
export const paced: Pace = makePace();
