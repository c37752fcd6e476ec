import { messageOf } from '../api/problem';
import { failed, said, warned } from './notices';

/** What came of doing the same to many. */
export interface Outcome<T> {
  readonly done: number;
  /** Those that were not done, by the reason. */
  readonly refused: ReadonlyMap<string, readonly T[]>;
}

/** So many at once: quick, and no burden to anybody else. */
const AT_ONCE = 6;

/** Does the same to many, each with a call of its own; one that refuses stops no other. */
export async function actOnAll<T>(
  items: readonly T[],
  act: (item: T) => Promise<unknown>,
): Promise<Outcome<T>> {
  const waiting = [...items];
  const refused = new Map<string, T[]>();
  let done = 0;
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      try {
        await act(item);
        done += 1;
      } catch (error) {
        const reason = messageOf(error);
        refused.set(reason, [...(refused.get(reason) ?? []), item]);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, refused };
}

/** How an outcome is told. */
export interface Wording<T> {
  /** `12 tasks canceled`. */
  readonly done: (count: number) => string;
  /** `No task was canceled`. */
  readonly none: string;
  /** What is said of those that a reason is for: how many they are, or which. */
  readonly those: (items: readonly T[]) => string;
}

/** `12 tasks canceled. 3 refused: a completed task cannot be canceled (3).` */
export function summary<T>({ done, refused }: Outcome<T>, words: Wording<T>): string {
  const first = `${words.done(done)}.`;
  if (refused.size === 0) return first;
  const total = [...refused.values()].flat().length;
  const reasons = [...refused].map(([reason, items]) => `${reason} (${words.those(items)})`);
  return `${first} ${total} refused: ${reasons.join('; ')}.`;
}

/** Says what came of it, as good as it was. */
export function showOutcome<T>(outcome: Outcome<T>, words: Wording<T>): void {
  const text = summary(outcome, words);
  if (outcome.refused.size === 0) said(text);
  else if (outcome.done > 0) warned(text);
  else failed(words.none, new Error(text));
}
