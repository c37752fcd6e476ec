import { pairs } from '../pairs';
import type { Errors } from './errors';
import type { Form } from './form';

/** What can be seen to be wrong without asking. The gateway has the last word. */
export function validate(form: Form): Errors {
  const errors: Errors = {};
  if (form.name.trim() === '') errors.name = 'Say what it is called';
  for (const field of ['env', 'labels'] as const) {
    if (pairs(form[field]) === null) errors[field] = 'Each line must be name=value';
  }
  const times = form.kind === 'once' ? (['at', 'startsAt', 'endsAt'] as const) : LIMITS;
  for (const field of times) {
    if (isTooFar(form[field])) errors[field] = 'Choose an earlier year';
  }
  return errors;
}

const LIMITS = ['startsAt', 'endsAt'] as const;

/** Beyond what the API reads as a time: fields of a date and a time go on to the year 275760. */
export function isTooFar(at: string): boolean {
  const year = /^\d+/.exec(at)?.[0] ?? '';
  return Number(year) >= 9_999;
}
