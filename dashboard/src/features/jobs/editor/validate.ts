import type { JobSchedule } from '../../../api/jobs';
import { beyond, LIMITS } from '../../../api/limits';
import { unlike } from '../pairs';
import { wrongBlackout } from './blackout-rows';
import { wrongChecks } from './check-rows';
import type { Errors } from './errors';
import { type Form, had, words } from './form';
import { isTooFar } from './times';

const WORK = ['priority', 'maxAttempts', 'timeoutSeconds'] as const;

/**
 * What can be seen to be wrong without asking. The gateway has the last word. `before`: the schedule
 * that the job has, with whose times nothing is wrong.
 */
export function validate(form: Form, shell = true, before?: JobSchedule): Errors {
  const errors: Errors = {};
  if (form.name.trim() === '') errors.name = 'Say what it is called';
  if (shell && form.command.trim() === '') errors.command = 'Say what is to be run';
  for (const field of ['env', 'labels'] as const) {
    const found = unlike(form[field]);
    if (found !== undefined) errors[field] = found;
  }
  for (const field of [...WORK, 'catchupHours', 'jitterSeconds', 'breakerThreshold'] as const) {
    const found = beyond(form[field], LIMITS[field]);
    if (found !== undefined) errors[field] = found;
  }
  wrongChecks(form.checks).forEach((wrong, place) => {
    for (const [field, found] of Object.entries(wrong)) {
      // They are those of a row, as its type says.
      errors[`checks.${place}.${field as 'name'}`] = found;
    }
  });
  form.blackouts.forEach((row, place) => {
    for (const [field, found] of Object.entries(wrongBlackout(row, form.timezone))) {
      errors[`blackouts.${place}.${field as 'from'}`] = found;
    }
  });
  return { ...errors, ...wrongTimes(form, before) };
}

function wrongTimes(form: Form, before?: JobSchedule): Errors {
  const errors: Errors = {};
  const seconds = form.kind === 'interval' ? beyond(form.seconds, LIMITS.seconds) : undefined;
  if (seconds !== undefined) errors.seconds = seconds;
  if (form.kind === 'cron' && form.expressions.trim() === '') {
    errors.expressions = 'Say when, such as 0 9 * * *';
  }
  if (form.kind === 'once' && form.at === '') errors.at = 'Choose a date and a time';
  if (form.kind === 'calendar' && !words(form.years).every(word => /^\d+$/.test(word))) {
    errors.years = 'Must be years, such as 2027, 2028';
  }
  if (form.kind === 'calendar' && !words(form.otherMinutes).every(word => MINUTE.test(word))) {
    errors.otherMinutes = 'Must be 0 to 59, such as 7, 22';
  }
  const times = form.kind === 'once' ? (['at', 'startsAt', 'endsAt'] as const) : BOUNDS;
  for (const field of times) {
    if (isTooFar(form[field], form.timezone, had(field, before)))
      errors[field] = 'Choose an earlier year';
  }
  return errors;
}

const MINUTE = /^[0-5]?\d$/;
const BOUNDS = ['startsAt', 'endsAt'] as const;

/**
 * What is so wrong with the times that nobody can be asked for the next ones: it is no number. What is
 * not written yet is not wrong.
 */
export function unreadable(form: Form): Errors {
  const { seconds, years, otherMinutes } = wrongTimes(form);
  return {
    ...(seconds === undefined || form.seconds === '' ? {} : { seconds }),
    ...(years === undefined ? {} : { years }),
    ...(otherMinutes === undefined ? {} : { otherMinutes }),
  };
}

/** Whether enough is said of the times to ask for the next ones; what is said may still be wrong. */
export function canPreview(form: Form): boolean {
  if (Object.keys(unreadable(form)).length > 0) return false;
  switch (form.kind) {
    case 'none':
      return false;
    case 'cron':
      return form.expressions.trim() !== '';
    case 'interval':
      return form.seconds !== '';
    case 'once':
      return form.at !== '';
    case 'calendar':
      return true;
  }
}
