import { sentence } from '../../components/sentence';
import { type Errors, type Form, ROWS } from './form';

/** Fields of the gateway that have another name in the form. */
const NAMES: Readonly<Record<string, keyof Form>> = {
  scheduledAt: 'at',
  delaySeconds: 'at',
  'retry.backoff': 'backoff',
  'retry.delaySeconds': 'retryDelaySeconds',
  'retry.maxDelaySeconds': 'retryMaxDelaySeconds',
  'retry.neverOn': 'neverOn',
  'simulate.assignAfterSeconds': 'assignAfterSeconds',
  'simulate.startAfterSeconds': 'startAfterSeconds',
  'simulate.runForSeconds': 'runForSeconds',
  'simulate.failureRate': 'failurePercent',
  'Idempotency-Key': 'idempotencyKey',
};

/**
 * The gateway's names of fields, as those of the form. What has no field here stays apart, so
 * that it is shown at least above the form.
 */
export function placeErrors(
  problems: readonly { field: string; message: string }[],
  form: Form,
): { errors: Errors; rest: string[] } {
  const errors: Errors = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const place = placeOf(field, form);
    if (place === null) rest.push(`${field} ${message}`);
    else errors[place.name] = sentence(place.within + message);
  }
  return { errors, rest };
}

interface Place {
  readonly name: string;
  /** Where in the field it is, when it is deep in one. */
  readonly within: string;
}

function placeOf(field: string, form: Form): Place | null {
  // What is in brackets is the caller's own: a name of a variable, a place in metadata.
  const bracket = field.indexOf('[');
  const head = bracket === -1 ? field : field.slice(0, bracket);
  const index = bracket === -1 ? '' : field.slice(bracket);
  const list = ROWS.find(name => name === head);
  if (list !== undefined) {
    const name = /^\["(.*)"\]$/s.exec(index)?.[1];
    const at = form[list].findIndex(entry => entry.name === name);
    return at === -1 ? null : { name: `${list}.${at}.name`, within: '' };
  }
  const name = NAMES[head] ?? (head in form ? head : undefined);
  if (name === undefined) return null;
  return { name, within: name === 'metadata' && index !== '' ? `${index} ` : '' };
}
