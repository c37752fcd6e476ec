import type { FieldProblem } from '../../../api/problem';
import { sentence } from '../../../components/sentence';
import type { BlackoutRow } from './blackout-rows';
import type { CheckRow } from './check-rows';
import type { Form } from './form';

/** A field of the form, or one of a row within it. */
type Place =
  keyof Form | `checks.${number}.${keyof CheckRow}` | `blackouts.${number}.${keyof BlackoutRow}`;

export type Errors = Partial<Record<Place, string>>;

/** Fields of the API that have another name in the form. */
const NAMES: Readonly<Record<string, keyof Form>> = {
  catchupWindowSeconds: 'catchupHours',
  notify: 'emails',
};

/** Where the form tells no error: that is told above it, by the name that the API has for it. */
const UNTOLD: readonly string[] = [
  'kind',
  'gap',
  'fold',
  'overlap',
  'catchup',
  'notifyOn',
  'enabled',
  'active',
] satisfies (keyof Form)[];

/** What the server says of single fields, by those of the form; the rest is told above it. */
export function placeErrors(
  problems: readonly FieldProblem[],
  form: Form,
  /** Whether it shows a command. */
  shell = true,
): { errors: Errors; rest: string[] } {
  const errors: Errors = {};
  const rest: string[] = [];
  for (const { field, message } of problems) {
    const found = placeOf(field, form);
    if (found === null || (!shell && found.place === 'command')) {
      rest.push(`${field} ${message}`);
      continue;
    }
    const { place, within } = found;
    const text = sentence(within === '' ? message : `${within} ${message}`);
    errors[place] = errors[place] === undefined ? text : `${errors[place]}. ${text}`;
  }
  return { errors, rest };
}

interface Found {
  readonly place: Place;
  /** Which of the things that stand in it, such as `Line 2`. */
  readonly within: string;
}

/** `schedule.expressions[0]` is of `expressions`, `task.command` of `command`. */
function placeOf(path: string, form: Form): Found | null {
  const [, name = '', index, inner] =
    /^([^.[]*)(?:\[(.*?)\])?(?:\.(\w+))?/s.exec(path.replace(/^(schedule|task|notify)\./, '')) ??
    [];
  const row = index === undefined ? null : placeInRow(name, Number(index), inner, form);
  if (row !== null) return { place: row, within: '' };
  const known = NAMES[name] ?? name;
  if (!(known in form) || UNTOLD.includes(known)) return null;
  // What was asked is whether the form has it.
  return { place: known as keyof Form, within: entryOf(known, index, inner, form) };
}

/** Fields of a check beside which its row tells an error. */
const OF_CHECKS = [
  'name',
  'host',
  'port',
  'command',
  'timeoutSeconds',
] as const satisfies readonly (keyof CheckRow)[];

function placeInRow(name: string, at: number, inner = '', form: Form): Place | null {
  if (name === 'checks' && at < form.checks.length) {
    const other = form.checks[at]?.kind === 'tcp' ? ['command'] : ['host', 'port'];
    const field = OF_CHECKS.find(known => known === inner && !other.includes(known));
    return field === undefined ? null : `checks.${at}.${field}`;
  }
  const row = name === 'blackouts' ? form.blackouts[at] : undefined;
  if (row === undefined) return null;
  const once = row.kind === 'once';
  switch (inner) {
    case 'from':
      return `blackouts.${at}.${once ? 'fromAt' : 'from'}`;
    case 'until':
      return `blackouts.${at}.${once ? 'untilAt' : 'until'}`;
    case 'weekdays':
    case 'reason':
      return `blackouts.${at}.${inner}`;
    default:
      return null;
  }
}

const ROWS: Readonly<Record<string, string>> = { checks: 'Check', blackouts: 'Blackout' };

/** Which of several lines or rows, or whose value; nothing where there is but one. */
function entryOf(field: string, index: string | undefined, inner: string | undefined, form: Form) {
  if (index === undefined) return '';
  if (field === 'expressions' || field === 'emails') return lineOf(form[field], Number(index));
  const row = ROWS[field];
  if (row !== undefined) {
    const name = `${row} ${Number(index) + 1}`;
    return inner === undefined ? name : `${name}: ${inner}`;
  }
  return index.startsWith('"') ? `“${index.slice(1, -1)}”` : '';
}

/** Empty lines are not sent, and counted all the same by who reads. */
function lineOf(text: string, index: number): string {
  const filled = text.split('\n').flatMap((line, at) => (line.trim() === '' ? [] : [at + 1]));
  return filled.length < 2 ? '' : `Line ${filled[index] ?? index + 1}`;
}
