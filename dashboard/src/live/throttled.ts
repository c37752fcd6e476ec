/**
 * A function that runs at once, and again not before `everyMs` are over and what it began is done;
 * the last call is never lost.
 */
export interface Throttled {
  (): void;
  /** Forgets a call that waits. */
  cancel: () => void;
}

/** Of a promise that `run` answers with, the end is waited for, whatever it is. */
export function throttled(run: () => unknown, everyMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let begun: Promise<unknown> | undefined;
  let wanted = false;
  const next = () => {
    if (!wanted || timer !== undefined || begun !== undefined) return;
    wanted = false;
    timer = setTimeout(() => {
      timer = undefined;
      next();
    }, everyMs);
    const answer = run();
    if (answer instanceof Promise) waitFor(answer);
  };
  const waitFor = (work: Promise<unknown>) => {
    begun = work;
    const over = () => {
      // Another one may have begun since it was canceled.
      if (begun !== work) return;
      begun = undefined;
      next();
    };
    work.then(over, over);
  };
  const call = () => {
    wanted = true;
    next();
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    begun = undefined;
    wanted = false;
  };
  return Object.assign(call, { cancel });
}
