import type { LogLine, Stream } from '../../../api/logs';
import {
  append,
  type Held,
  most,
  nothing,
  pageBefore,
  pageLines,
  prepend,
  reachesEnd,
  type ReadLines,
  tail,
} from './model';
import { scan, type Way } from './scan';

export type Busy = 'opening' | 'earlier' | 'later' | 'searching' | null;

/** The number of a line; that there is none in the whole output; null for a search that was not ended. */
export type Found = number | 'nowhere' | null;

export interface View {
  readonly held: Held;
  readonly busy: Busy;
  readonly error: unknown;
  /** Where a search beyond what is held is now. */
  readonly searchedTo: number | null;
}

/** How often what arrives is drawn, at the most. */
const drawEvery = 250;

/**
 * The output of one attempt, as far as it is held. Lives beside React: lines come faster than
 * anything should be drawn.
 */
export class OutputStore {
  #view: View = { held: nothing, busy: null, error: null, searchedTo: null };
  #newest = 0;
  #pending: LogLine[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;
  #search: AbortController | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #read: ReadLines;
  readonly #stream: Stream | null;

  constructor(read: ReadLines, stream: Stream | null) {
    this.#read = read;
    this.#stream = stream;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly view = (): View => this.#view;

  /** The last line that is known to exist, of any stream: live lines go on after it. */
  get newest(): number {
    return this.#newest;
  }

  /** The last page. */
  readonly toEnd = (): Promise<void> =>
    this.#during('opening', async () => {
      await this.#end(await tail(this.#read, this.#newest));
    });

  /** The first page. */
  readonly toStart = (): Promise<void> =>
    this.#during('opening', async () => {
      const lines = await this.#read(0, pageLines, this.#stream);
      this.#hold({ lines, atStart: true, atEnd: false });
      if (lines.length === 0) await this.#more();
    });

  readonly earlier = (): Promise<void> =>
    this.#during('earlier', async () => {
      const first = this.#view.held.lines.at(0)?.seq;
      if (first === undefined || this.#view.held.atStart) return;
      const { lines, atStart } = await pageBefore(this.#read, first, this.#stream);
      this.#hold(prepend(this.#view.held, lines, atStart));
    });

  readonly later = (): Promise<void> => this.#during('later', () => this.#more());

  /** Lines as they are told; they are drawn together, a little later. */
  push(lines: readonly LogLine[]): void {
    for (const line of lines) {
      if (line.seq <= this.#newest) continue;
      this.#newest = line.seq;
      if (this.#stream === null || this.#stream === line.stream) this.#pending.push(line);
    }
    if (this.#pending.length > 2 * most) this.#pending = this.#pending.slice(-most);
    this.#timer ??= setTimeout(this.#draw, drawEvery);
  }

  /** What was written since, read rather than told. Answers how much that was. */
  async catchUp(): Promise<number> {
    const before = this.#newest;
    const lines = await tail(this.#read, before);
    const newest = Math.max(before, lines.at(-1)?.seq ?? 0);
    if (lines.at(0)?.seq === before + 1) {
      this.push(lines);
      this.#draw();
    } else if (newest > before && this.#view.held.atEnd) {
      await this.#during('opening', () => this.#end(lines));
    } else if (!this.#view.held.atEnd) {
      // What lies between is read when somebody goes there.
      this.#newest = Math.max(this.#newest, newest);
    }
    return newest - before;
  }

  /**
   * Shows the page of the next line with these words beyond what is held, going on at the other
   * end once one is reached, and answers its number.
   */
  async find(query: string, way: Way): Promise<Found> {
    this.#search?.abort();
    const search = new AbortController();
    this.#search = search;
    if (!(await this.#turn(search.signal))) return null;
    const { lines, atStart, atEnd } = this.#view.held;
    const edge = (way === 'next' ? lines.at(-1) : lines.at(0))?.seq ?? 0;
    const begin = way === 'next' ? 0 : Math.max(this.#newest, edge) + 1;
    const told = (seq: number) => this.#set({ searchedTo: seq });
    const look = (from: number, until: number | null) =>
      scan(this.#read, { stream: this.#stream, query, way, until }, from, search.signal, told);
    let found: Found = null;
    await this.#during('searching', async () => {
      const seq =
        ((way === 'next' ? atEnd : atStart) ? null : await look(edge, null)) ??
        (await look(begin, edge));
      if (search.signal.aborted) return;
      found = seq ?? 'nowhere';
      if (seq !== null && !lines.some(line => line.seq === seq)) await this.#around(seq);
    });
    this.#set({ searchedTo: null });
    return search.signal.aborted ? null : found;
  }

  stopSearch(): void {
    this.#search?.abort();
  }

  close(): void {
    this.#search?.abort();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The last page, of which these are the last lines of any stream. */
  async #end(last: readonly LogLine[]): Promise<void> {
    const first = last.at(0)?.seq;
    this.#newest = Math.max(this.#newest, last.at(-1)?.seq ?? 0);
    const isAll = first === 1;
    if (this.#stream === null && (isAll || last.length >= pageLines)) {
      const lines = last.slice(-pageLines);
      this.#hold({ lines, atStart: isAll && lines.length === last.length, atEnd: true });
      return;
    }
    const { lines, atStart } = await pageBefore(this.#read, this.#newest + 1, this.#stream);
    this.#hold({ lines, atStart, atEnd: true });
  }

  async #around(seq: number): Promise<void> {
    const before = await pageBefore(this.#read, seq, this.#stream, pageLines / 2);
    const after = await this.#read(seq - 1, pageLines / 2, this.#stream);
    this.#hold({ lines: [...before.lines, ...after], atStart: before.atStart, atEnd: false });
  }

  async #more(): Promise<void> {
    const last = this.#view.held.lines.at(-1)?.seq ?? 0;
    const lines = await this.#read(last, pageLines, this.#stream);
    const atEnd = lines.length === 0 || (this.#stream === null && reachesEnd(lines, pageLines));
    this.#newest = Math.max(this.#newest, lines.at(-1)?.seq ?? 0);
    this.#hold(append(this.#view.held, lines, atEnd));
  }

  readonly #draw = (): void => {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    // On the way to the end: whether these go on after what is held is not known before it is read.
    if (this.#view.busy === 'opening' || this.#view.busy === 'later') {
      this.#timer = setTimeout(this.#draw, drawEvery);
      return;
    }
    const fresh = this.#pending;
    this.#pending = [];
    // Away from the end, what is new waits until somebody comes back to it.
    if (fresh.length > 0 && this.#view.held.atEnd) {
      this.#hold(append(this.#view.held, fresh, true));
    }
  };

  /** Waits until nothing is under way. False when that is not wanted any more. */
  async #turn(signal: AbortSignal): Promise<boolean> {
    // Of those that waited one goes on, and it may be another one.
    while (this.#view.busy !== null && !signal.aborted) await this.#idle();
    return !signal.aborted;
  }

  /** Once nothing is under way. */
  #idle(): Promise<void> {
    return new Promise(resolve => {
      const look = () => {
        if (this.#view.busy !== null) return;
        stop();
        resolve();
      };
      const stop = this.subscribe(look);
      look();
    });
  }

  async #during(busy: Exclude<Busy, null>, work: () => Promise<void>): Promise<void> {
    if (this.#view.busy !== null) return;
    this.#set({ busy, error: null });
    try {
      await work();
    } catch (error) {
      this.#set({ error });
    } finally {
      this.#set({ busy: null });
    }
  }

  #hold(held: Held): void {
    this.#set({ held });
  }

  #set(change: Partial<View>): void {
    this.#view = { ...this.#view, ...change };
    this.#listeners.forEach(listener => listener());
  }
}
