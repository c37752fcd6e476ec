import type { Problem } from '../api/problem';
import type { Instant } from '../api/time';
import { parse, type LiveEvent, type Message, type Topic } from './messages';

/**
 * `connecting` at the start, `live` while the socket is open, `polling` once it failed: then pages
 * ask again and again instead, and say so. `away` when these questions are not answered either:
 * what is shown is old.
 */
export type LiveStatus = 'connecting' | 'live' | 'polling' | 'away';

/** Who wants to hear of a topic. */
export interface Listener {
  /** Asked at every (re)connection, so that a log can go on after its last line. */
  topic: () => Topic;
  /** What is read from now on is up to date until an event says otherwise. */
  onReady?: () => void;
  onEvent?: (event: LiveEvent) => void;
  /** Some events were left out: read what is shown anew. */
  onLagged?: (dropped: number) => void;
  onEnd?: () => void;
  onError?: (problem: Problem) => void;
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
  readonly #listeners = new Map<number, Listener>();
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
    if (this.#status === 'polling' && !isReached) this.#become('away');
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
    window.addEventListener('online', this.#now);
    this.#connect();
  }

  stop(): void {
    this.#started = false;
    window.removeEventListener('online', this.#now);
    clearTimeout(this.#retry);
    this.#drop();
    this.#become('connecting');
  }

  /** Listens until the answer is called. */
  subscribe(listener: Listener): () => void {
    const id = this.#nextId++;
    this.#listeners.set(id, listener);
    if (this.#isOpen()) this.#say({ type: 'subscribe', id, ...listener.topic() });
    return () => {
      if (this.#listeners.delete(id) && this.#isOpen()) this.#say({ type: 'unsubscribe', id });
    };
  }

  #isOpen(): boolean {
    return this.#socket?.readyState === WebSocket.OPEN;
  }

  #say(message: object): void {
    this.#socket?.send(JSON.stringify(message));
  }

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
    this.#listeners.forEach((listener, id) => {
      this.#say({ type: 'subscribe', id, ...listener.topic() });
    });
    this.#become('live');
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
    const listener = this.#listeners.get(message.id);
    if (listener === undefined) return;
    switch (message.type) {
      case 'subscribed':
        listener.onReady?.();
        break;
      case 'event':
        listener.onEvent?.(message.event);
        break;
      case 'lagged':
        listener.onLagged?.(message.dropped);
        break;
      case 'end':
        this.#listeners.delete(message.id);
        listener.onEnd?.();
        break;
      case 'error':
        this.#listeners.delete(message.id);
        listener.onError?.(message.problem);
        break;
    }
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
