import { messageOf } from '../../api/problem';
import type { TaskAction } from '../../api/tasks';

export interface Outcome {
  readonly done: number;
  /** Why others were not done, and how many for each reason. */
  readonly refused: ReadonlyMap<string, number>;
}

/** So many at once: quick, and no burden to anybody else. */
const AT_ONCE = 6;

/** Does the same to many tasks; one that refuses stops no other. */
export async function actOnAll(
  ids: readonly string[],
  act: (id: string) => Promise<unknown>,
): Promise<Outcome> {
  const waiting = [...ids];
  const refused = new Map<string, number>();
  let done = 0;
  const work = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        await act(id);
        done += 1;
      } catch (error) {
        const reason = messageOf(error);
        refused.set(reason, (refused.get(reason) ?? 0) + 1);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { done, refused };
}

const PAST: Record<TaskAction, string> = {
  cancel: 'canceled',
  retry: 'retried',
  pause: 'paused',
  resume: 'resumed',
};

/** `12 tasks canceled. 3 refused: a completed task cannot be canceled (3)`. */
export function tell(action: TaskAction, { done, refused }: Outcome): string {
  const total = [...refused.values()].reduce((sum, count) => sum + count, 0);
  const first = `${done} ${done === 1 ? 'task' : 'tasks'} ${PAST[action]}.`;
  if (total === 0) return first;
  const reasons = [...refused].map(([reason, count]) => `${reason} (${count})`).join('; ');
  return `${first} ${total} refused: ${reasons}.`;
}
