import type { FieldProblem } from '../../../api/problem';
import type { Form } from './form';

export type Errors = Partial<Record<keyof Form, string>>;

/** Fields of the API that have another name in the form. */
const NAMES: Readonly<Record<string, keyof Form>> = {
  catchupWindowSeconds: 'catchupHours',
  notify: 'emails',
  timezone: 'timezone',
};

/** What the server says of single fields, by those of the form; the rest is told above it. */
export function placeErrors(
  problems: readonly FieldProblem[],
  form: Form,
): { errors: Errors; rest: string[] } {
  const errors: Errors = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const place = placeOf(field, form);
    const text = message.charAt(0).toUpperCase() + message.slice(1);
    if (place === null) rest.push(`${field} ${message}`);
    else errors[place] = errors[place] === undefined ? text : `${errors[place]}. ${text}`;
  }
  return { errors, rest };
}

/** `schedule.expressions[0]` is of `expressions`, `task.command` of `command`. */
function placeOf(field: string, form: Form): keyof Form | null {
  const name = field.replace(/^(schedule|task)\./, '').split(/[.[]/)[0] ?? '';
  const known = NAMES[name] ?? name;
  // What is asked is whether the form has it.
  return known in form ? (known as keyof Form) : null;
}
