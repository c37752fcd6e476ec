import { type Errors, type Form, ROWS } from './form';
import { wrongMetadata } from './json';

/** Least and most, as the API's document says. */
const NUMBERS = {
  priority: [-1_000, 1_000],
  maxAttempts: [1, 100],
  retryDelaySeconds: [0, 86_400],
  retryMaxDelaySeconds: [0, 86_400],
  timeoutSeconds: [1, 86_400],
  startTimeoutSeconds: [1, 86_400],
  heartbeatTimeoutSeconds: [1, 86_400],
  graceSeconds: [0, 300],
} as const;

const PACE = {
  assignAfterSeconds: [0, 86_400],
  startAfterSeconds: [0, 86_400],
  runForSeconds: [0, 86_400],
  failurePercent: [0, 100],
} as const;

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
  if (form.when === 'at' && Number.isNaN(Date.parse(form.at))) {
    errors.at = 'Choose a date and a time';
  } else if (form.when === 'at' && Date.parse(form.at) > now + TEN_YEARS) {
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

function outside<K extends keyof Form>(
  form: Form,
  bounds: Readonly<Record<K, readonly [number, number]>>,
): Errors {
  const errors: Errors = {};
  for (const field of Object.keys(bounds)) {
    // The keys of the record are its K's.
    const name = field as K;
    const [min, max] = bounds[name];
    const value = form[name];
    if (value !== '' && !(Number(value) >= min && Number(value) <= max)) {
      errors[name] = `Must be between ${min} and ${max.toLocaleString('en')}`;
    }
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
