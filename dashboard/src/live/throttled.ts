/** A function that runs at once and then at most once in `everyMs`; the last call is never lost. */
export interface Throttled {
  (): void;
  /** Forgets a call that waits. */
  cancel: () => void;
}

export function throttled(run: () => void, everyMs: number): Throttled {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = false;
  const fire = () => {
    wanted = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (wanted) fire();
    }, everyMs);
    run();
  };
  const call = () => {
    if (timer === undefined) fire();
    else wanted = true;
  };
  const cancel = () => {
    clearTimeout(timer);
    timer = undefined;
    wanted = false;
  };
  return Object.assign(call, { cancel });
}
