import type { Fleet } from '../../api/fleet';
import type { Worker } from '../../api/workers';
import { plural } from '../../components/format';

/** What a kill does to the worker's tasks. */
export function forItsTasks(worker: Worker): string {
  const n = worker.running.length;
  if (n === 0) return 'It has no task now, so none is interrupted.';
  const [they, go] = n === 1 ? ['it', 'goes'] : ['they', 'go'];
  return (
    `It has ${plural(n, 'task')}. Every process of theirs is ended, ${they} ${go} back to the queue ` +
    'and start again from the beginning, as the next attempt on another worker. ' +
    'The lost attempt does not use up a retry.'
  ).replace('of theirs', n === 1 ? 'of it' : 'of theirs');
}

/** What it does to the size of the fleet. */
export function forTheFleet(fleet: Fleet, replace: boolean): string {
  if (replace) return `Another worker is started in its place: the fleet stays at ${fleet.wanted}.`;
  const size = Math.max(0, fleet.wanted - 1);
  return `The wanted size falls from ${fleet.wanted} to ${size}.`;
}
