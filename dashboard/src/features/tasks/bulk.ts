import { messageOf } from '../../api/problem';
import type { TaskAction, TaskState } from '../../api/tasks';
import { plural } from '../../components/format';
import { failed, said, warned } from '../../components/notices';
import { actionsOf } from '../task/allowed';
import type { Selection } from './use-selection';

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

/** Those of which it can be asked, as far as is known here: the gateway has the last word. */
export function able(selected: Selection, action: TaskAction): string[] {
  return [...selected].filter(([, state]) => actionsOf(state).includes(action)).map(([id]) => id);
}

/** What it means to cancel them. */
export function stopText(selected: Selection): string {
  const states = [...selected.values()].filter(state => actionsOf(state).includes('cancel'));
  const goesOn = (state: TaskState) => state === 'running' || state === 'assigned';
  const running = states.filter(goesOn).length;
  const waiting = states.length - running;
  return [
    running > 0 &&
      `${plural(running, 'task')} with a worker: processes get SIGTERM, and SIGKILL if they do ` +
        'not end within the grace. What was written so far is kept.',
    waiting > 0 && `${plural(waiting, 'task')} not started yet: never will be, unless retried.`,
  ]
    .filter(Boolean)
    .join(' ');
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
  const first = `${plural(done, 'task')} ${PAST[action]}.`;
  if (total === 0) return first;
  const reasons = [...refused].map(([reason, count]) => `${reason} (${count})`).join('; ');
  return `${first} ${total} refused: ${reasons}.`;
}

/** Says what came of it, as good as it was. */
export function showOutcome(action: TaskAction, outcome: Outcome): void {
  const text = tell(action, outcome);
  if (outcome.refused.size === 0) said(text);
  else if (outcome.done > 0) warned(text);
  else failed(`No task was ${PAST[action]}`, new Error(text));
}
