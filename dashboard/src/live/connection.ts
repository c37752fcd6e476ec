import type { Problem } from '../api/problem';
import type { Instant } from '../api/time';
import { parse, type LiveEvent, type Message, type Topic } from './messages';

/**
 * `connecting` at the start, `live` while the socket is open and tells all that was asked for,
 * `polling` once that failed: then pages ask again and again instead, and say so. `away` when these
 * questions are not answered either: what is shown is old.
 */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'away';

/** Who wants to hear of a topic. */
export interface Listener {
  /** Asked each time that it is subscribed, so that a log can go on after its last line. */
  topic: () => Topic;
  /** What is read from now on is up to date until an event says otherwise. */
  onReady?: () => void;
  onEvent?: (event: LiveEvent) => void;
  /** Some events were left out: read what is shown anew. */
  onLagged?: (dropped: number) => void;
  onEnd?: () => void;
}

/** A listener, and how it stands with the gateway. */
interface Subscription {
  readonly listener: Listener;
  /** The gateway does not tell it anything now. */
  isRefused: boolean;
  /** How often in a row it was. */
  refusals: number;
  again: ReturnType<typeof setTimeout> | undefined;
}

/** What may be another in tests. */
export interface Surroundings {
  open: (url: string) => WebSocket;
  random: () => number;
  /** Asks the server for anything, so that `answered` is told: not every page asks by itself. */
  probe: () => void;
}

const PING_MS = 25_000;
const PONG_MS = 10_000;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;

/** How long to wait before try `n` (from 0): doubled each time, and anything from half to all of it. */
export function waitBefore(n: number, random: () => number): number {
  const most = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** n);
  return most / 2 + (most / 2) * random();
}

/** Whether the same question may be answered later: nobody could, rather than somebody would not. */
const mayPass = ({ status }: Problem) => status === 429 || (status >= 500 && status !== 501);

/** One WebSocket for the whole page, which comes back by itself. */
export class LiveConnection {
  #socket: WebSocket | null = null;
  #status: LiveStatus = 'connecting';
  #started = false;
  #tries = 0;
  #nextId = 1;
  #heardAt: Instant | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #ping: ReturnType<typeof setInterval> | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  readonly #subscriptions = new Map<number, Subscription>();
  readonly #watchers = new Set<() => void>();
  readonly #url: string;
  readonly #around: Surroundings;

  constructor(url: string, around: Partial<Surroundings> = {}) {
    this.#url = url;
    this.#around = {
      open: to => new WebSocket(to),
      random: Math.random,
      probe: () => undefined,
      ...around,
    };
  }

  get status(): LiveStatus {
    return this.#status;
  }

  /** When the server was last heard, by any way; null for never. */
  get heardAt(): Instant | null {
    return this.#heardAt;
  }

  /** What came of a call by another way than the socket. */
  answered = (isReached: boolean): void => {
    if (isReached) this.#heardAt = Date.now();
    if (this.#status === 'polling' && !isReached && !this.#isOpen()) this.#become('away');
    else if (this.#status === 'away' && isReached) {
      this.#become('polling');
      this.#now();
    }
  };

  /** Tells of each change of the status. */
  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.#started) return;
    this.#started = true;
    window.addEventListener('online', this.#online);
    this.#connect();
  }

  stop(): void {
    this.#started = false;
    window.removeEventListener('online', this.#online);
    clearTimeout(this.#retry);
    this.#drop();
    this.#become('connecting');
  }

  /** Listens until the answer is called. */
  subscribe(listener: Listener): () => void {
    const id = this.#nextId++;
    const one = { listener, isRefused: false, refusals: 0, again: undefined };
    this.#subscriptions.set(id, one);
    this.#ask(id, one);
    return () => this.#forget(id, one);
  }

  #ask(id: number, { listener }: Subscription): void {
    if (this.#isOpen()) this.#say({ type: 'subscribe', id, ...listener.topic() });
  }

  #forget(id: number, { again }: Subscription): void {
    clearTimeout(again);
    if (!this.#subscriptions.delete(id) || !this.#isOpen()) return;
    this.#say({ type: 'unsubscribe', id });
    this.#judge();
  }

  /** Pages that are not told of something must ask, also while the socket is open. */
  #judge(): void {
    const all = [...this.#subscriptions.values()];
    this.#become(all.some(one => one.isRefused) ? 'polling' : 'live');
  }

  #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #say(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

  /** A socket may have died with the network that was there before. */
  #online = (): void => {
    if (this.#isOpen()) this.#askForPong();
    else this.#now();
  };

  #now = (): void => {
    if (this.#socket !== null) return;
    clearTimeout(this.#retry);
    this.#connect();
  };

  #connect(): void {
    const socket = this.#around.open(this.#url);
    this.#socket = socket;
    // A socket that was given up may still speak.
    const mine = (handle: () => void) => () => {
      if (this.#socket === socket) handle();
    };
    socket.onopen = mine(() => this.#opened());
    socket.onclose = mine(() => this.#closed());
    socket.onmessage = event => {
      if (this.#socket !== socket) return;
      this.#heard();
      const message = parse(event.data);
      if (message !== null) this.#take(message);
    };
  }

  #opened(): void {
    this.#heardAt = Date.now();
    this.#tries = 0;
    this.#ping = setInterval(() => this.#askForPong(), PING_MS);
    // Those that were refused too: another gateway may know of what the one before did not.
    this.#subscriptions.forEach((one, id) => {
      one.isRefused = false;
      this.#ask(id, one);
    });
    this.#judge();
  }

  #closed(): void {
    this.#drop();
    if (!this.#started) return;
    if (this.#status !== 'away') this.#become('polling');
    this.#around.probe();
    const wait = waitBefore(this.#tries++, this.#around.random);
    this.#retry = setTimeout(() => this.#connect(), wait);
  }

  #drop(): void {
    clearInterval(this.#ping);
    clearTimeout(this.#deadline);
    this.#subscriptions.forEach(({ again }) => clearTimeout(again));
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  /** A network that went away silently closes nothing: whoever does not answer is gone. */
  #askForPong(): void {
    this.#say({ type: 'ping' });
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#closed(), PONG_MS);
  }

  #heard(): void {
    this.#heardAt = Date.now();
    clearTimeout(this.#deadline);
  }

  #take(message: Message): void {
    if (message.type === 'pong' || message.id === null) return;
    const one = this.#subscriptions.get(message.id);
    if (one === undefined) return;
    const { listener } = one;
    switch (message.type) {
      case 'subscribed':
        one.isRefused = false;
        one.refusals = 0;
        this.#judge();
        listener.onReady?.();
        break;
      case 'event':
        listener.onEvent?.(message.event);
        break;
      case 'lagged':
        listener.onLagged?.(message.dropped);
        break;
      case 'end':
        this.#subscriptions.delete(message.id);
        listener.onEnd?.();
        break;
      case 'error':
        this.#refused(message.id, one, message.problem);
        break;
    }
  }

  /** What may pass is asked for again; the rest not before there is another socket. */
  #refused(id: number, one: Subscription, problem: Problem): void {
    one.isRefused = true;
    this.#judge();
    if (!mayPass(problem)) return;
    const wait = waitBefore(one.refusals++, this.#around.random);
    clearTimeout(one.again);
    one.again = setTimeout(() => this.#ask(id, one), wait);
  }

  #become(status: LiveStatus): void {
    if (this.#status === status) return;
    this.#status = status;
    this.#watchers.forEach(watcher => watcher());
  }
}

/** Where the gateway's socket is. */
export function socketUrl(page: URL): string {
  const url = new URL('api/ws', page);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
