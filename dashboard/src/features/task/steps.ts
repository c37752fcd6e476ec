import type { TaskDetail } from '../../api/tasks';
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
  'state' | 'createdAt' | 'scheduledAt' | 'pickedAt' | 'startedAt' | 'endedAt'
>;

const ENDS = { completed: 'Completed', failed: 'Failed', canceled: 'Canceled' } as const;

/** The life of the latest attempt, step by step, with what lies between. */
export function timeline(task: Timed, now: Instant): Step[] {
  const { state } = task;
  const end = state === 'completed' || state === 'failed' || state === 'canceled' ? state : null;
  const due = task.scheduledAt !== null && task.scheduledAt > now ? null : task.scheduledAt;
  const plan = [
    { label: 'Created', at: task.createdAt, state: 'waiting', reached: true },
    { label: 'Due', at: task.scheduledAt, state: 'scheduled', reached: due !== null },
    { label: 'Assigned', at: task.pickedAt, state: 'assigned', reached: task.pickedAt !== null },
    { label: 'Started', at: task.startedAt, state: 'running', reached: task.startedAt !== null },
    {
      label: end === null ? 'Ended' : ENDS[end],
      at: task.endedAt,
      state: end ?? 'completed',
      reached: end !== null,
    },
  ] as const;
  // What ended before it came so far never will: the steps between are left out.
  const steps = plan.filter(step => step.reached || end === null);
  let before: Instant | null = null;
  let going = end === null && state !== 'paused' && state !== 'waiting';
  return steps.map(step => {
    const took =
      step.reached && before !== null && step.at !== null ? Math.max(0, step.at - before) : null;
    const since = !step.reached && going ? before : null;
    if (!step.reached) going = false;
    if (step.reached) before = step.at ?? before;
    return { ...step, took, since };
  });
}
