import type { Attempt, TaskDetail } from '../../api/tasks';
import type { Instant } from '../../api/time';

export interface Step {
  readonly label: string;
  readonly at: Instant | null;
  /** Colours it: the state that begins with this step. */
  readonly state: TaskDetail['state'];
  readonly reached: boolean;
  /** From the step before, once both are there. */
  readonly took: number | null;
  /** What passes before it is going on now, since this moment. */
  readonly since: Instant | null;
}

type Timed = Pick<
  TaskDetail,
  'state' | 'attempt' | 'createdAt' | 'scheduledAt' | 'pickedAt' | 'startedAt' | 'endedAt'
>;
type Planned = Omit<Step, 'took' | 'since'>;

const ENDS = { completed: 'Completed', failed: 'Failed', canceled: 'Canceled' } as const;

/** The life of the latest attempt, step by step, with what lies between. */
export function timeline(task: Timed, attempts: readonly Attempt[], now: Instant): Step[] {
  const { state } = task;
  const end = state === 'completed' || state === 'failed' || state === 'canceled' ? state : null;
  const plan: Planned[] = [
    { label: 'Created', at: task.createdAt, state: 'waiting', reached: true },
    ...wait(task, attempts, now),
    { label: 'Assigned', at: task.pickedAt, state: 'assigned', reached: task.pickedAt !== null },
    { label: 'Started', at: task.startedAt, state: 'running', reached: task.startedAt !== null },
    {
      label: end === null ? 'Ended' : ENDS[end],
      at: task.endedAt,
      state: end ?? 'completed',
      reached: end !== null,
    },
  ];
  // What ended before it came so far never will: the steps between are left out.
  const steps = plan.filter(step => step.reached || end === null);
  let before: Instant | null = null;
  let going = end === null && state !== 'paused' && state !== 'waiting';
  return steps.map(step => {
    const took =
      step.reached && before !== null && step.at !== null ? Math.max(0, step.at - before) : null;
    const since = !step.reached && going ? before : null;
    if (!step.reached) going = false;
    // Nothing is measured from a moment that is not known.
    if (step.reached) before = step.at;
    return { ...step, took, since };
  });
}

/**
 * What the latest attempt waited for: its time, and the end of the attempt before it. What is left
 * of the wait begins with the later of both.
 */
function wait(task: Timed, attempts: readonly Attempt[], now: Instant): Planned[] {
  const isDue = task.scheduledAt !== null && task.scheduledAt <= now;
  const due: Planned = { label: 'Due', at: task.scheduledAt, state: 'scheduled', reached: isDue };
  const last = attempts.at(-1);
  if (last === undefined) {
    // Attempts before are read separately: until they are there, when they ended is not known.
    if (task.attempt < 2) return [due];
    return [
      due,
      { label: `Attempt ${task.attempt - 1}`, at: null, state: 'failed', reached: true },
    ];
  }
  const label = `Attempt ${last.attempt} ${last.end}`;
  const ended: Planned = { label, at: last.finishedAt, state: 'failed', reached: true };
  const isDueLater = (task.scheduledAt ?? 0) > (last.finishedAt ?? 0);
  return isDueLater ? [ended, due] : [due, ended];
}
