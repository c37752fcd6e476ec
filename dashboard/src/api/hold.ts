/**
 * Keeps calls back while nobody is signed in. Pages stay for a moment after the session has ended
 * and go on asking: each of those questions would be refused, and stand as an error in the console.
 */
interface Waiting {
  readonly goOn: () => void;
}

let waiting: Waiting[] | null = null;
/** Whether the session is being ended: until that is answered, nobody knows whether it goes on. */
let ending = false;

/** From now on reads wait. */
export function holdCalls(): void {
  waiting ??= [];
}

/** Tells that the session is being ended, and that this is answered. */
export function setEnding(is: boolean): void {
  ending = is;
}

/** The session goes on after all: what waited is asked. */
export function letCallsGo(): void {
  const all = waiting ?? [];
  waiting = null;
  all.forEach(({ goOn }) => goOn());
}

/** Somebody is signed in anew: what waited was asked by another one, and nobody waits for it. */
export function forgetHeldCalls(): void {
  waiting = null;
}

/** Whether a call is about the session itself, which is what tells that there is one again. */
const isOfSession = ({ url }: Request) => new URL(url).pathname.endsWith('/api/session');

/** Calls `send` at once, or when reads may be sent again. */
export async function heldBack(
  request: Request,
  send: (request: Request) => Promise<Response>,
): Promise<Response> {
  if (isOfSession(request)) {
    const wasEnding = ending;
    const response = await send(request);
    // Whoever was signed in while the session was being ended may not be any more.
    const isOld = request.method === 'GET' && (wasEnding || ending);
    if (response.ok && request.method !== 'DELETE' && !isOld) forgetHeldCalls();
    return response;
  }
  const queue = waiting;
  if (queue !== null && request.method === 'GET') {
    await turn(queue, request.signal);
  }
  return send(request);
}

/** Waits until calls go on, or are given up. */
const turn = (queue: Waiting[], signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const giveUp = () => reject(new DOMException('The call was given up', 'AbortError'));
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
    queue.push({ goOn: resolve });
  });
