import type { Job } from '../../api/jobs';
import type { Wording } from '../../components/bulk';
import { plural } from '../../components/format';
import type { Selection } from '../../components/use-selection';

/** Those whose schedule can be switched so; a job without a schedule has none to switch. */
export function switchable(selected: Selection<Job>, on: boolean): Job[] {
  return [...selected.values()].filter(({ definition: { schedule } }) => {
    return schedule.kind !== 'none' && schedule.active !== on;
  });
}

/** How many jobs are named before the rest is only counted. */
const NAMED = 5;

/** How it is told what came of it: those that were refused by their names. */
export const wording = (on: boolean): Wording<Job> => ({
  done: count => `${plural(count, 'schedule')} switched ${on ? 'on' : 'off'}`,
  none: `No schedule was switched ${on ? 'on' : 'off'}`,
  those: jobs => {
    const names = jobs.slice(0, NAMED).map(job => job.definition.name);
    const rest = jobs.length - names.length;
    return rest === 0 ? names.join(', ') : `${names.join(', ')} and ${rest} more`;
  },
});
