import { beyond, LIMITS } from '../../api/limits';
import { readIn } from '../../components/zoned';
import { zoneHere } from '../../components/zones';
import { type Errors, type Form, ROWS } from './form';
import { wrongMetadata } from './json';

const NUMBERS = [
  'priority',
  'maxAttempts',
  'retryDelaySeconds',
  'retryMaxDelaySeconds',
  'timeoutSeconds',
  'startTimeoutSeconds',
  'heartbeatTimeoutSeconds',
  'graceSeconds',
] as const;

const PACE = [
  'assignAfterSeconds',
  'startAfterSeconds',
  'runForSeconds',
  'failurePercent',
] as const;

const TEN_YEARS = 3_650 * 86_400_000;

/** What can be seen to be wrong without asking. The gateway has the last word. */
export function validate(form: Form, now = Date.now()): Errors {
  const errors: Errors = {
    ...outside(form, NUMBERS),
    ...(form.kind === 'simulate' ? outside(form, PACE) : {}),
    ...wrongRows(form),
  };
  if (form.kind === 'shell' && form.command.trim() === '') {
    errors.command = 'Say what is to be run, for example: echo hello';
  }
  const due = readIn(form.at, zoneHere());
  if (form.when === 'at' && due === null) errors.at = 'Choose a date and a time';
  if (form.when === 'at' && due !== null && due.at > now + TEN_YEARS) {
    errors.at = 'Must be at most ten years ahead';
  }
  if (form.workingDir !== '' && !form.workingDir.startsWith('/')) {
    errors.workingDir = 'Must be an absolute path, such as /srv/app';
  }
  // It travels in a header, which takes nothing else.
  if (form.idempotencyKey !== '' && !/^[!-~]{1,255}$/.test(form.idempotencyKey)) {
    errors.idempotencyKey = 'Must be 1 to 255 visible ASCII characters, without spaces';
  }
  const metadata = wrongMetadata(form.metadata);
  if (metadata !== null) errors.metadata = metadata;
  return errors;
}

/** What is left empty is what the server takes for it. */
function outside(form: Form, fields: readonly (keyof typeof LIMITS & keyof Form)[]): Errors {
  const errors: Errors = {};
  for (const field of fields) {
    const found = form[field] === '' ? undefined : beyond(form[field], LIMITS[field]);
    if (found !== undefined) errors[field] = found;
  }
  return errors;
}

function wrongRows(form: Form): Errors {
  const errors: Errors = {};
  for (const list of ROWS) {
    const seen = new Set<string>();
    form[list].forEach(({ name, value }, at) => {
      if (name === '' && value !== '') errors[`${list}.${at}.name`] = 'Needs a name';
      if (name !== '' && seen.has(name)) errors[`${list}.${at}.name`] = 'Is there already';
      seen.add(name);
    });
  }
  return errors;
}
