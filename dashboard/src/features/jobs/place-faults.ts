import { messageOf } from '../../api/problem';
import { sentence } from '../../components/sentence';
import { problemsOf } from './problems';

interface Placed<K extends string> {
  readonly errors: Partial<Record<K, string>>;
  /** What no field of the form has to do with; null for nothing. */
  readonly rest: string | null;
}

/** What the server says of single fields, by those of a form of a dialog, and all else. */
export function placeFaults<K extends string>(
  error: unknown,
  form: Readonly<Record<K, unknown>>,
): Placed<K> {
  const errors: Partial<Record<K, string>> = {};
  if (error === null) return { errors, rest: null };
  const isHere = (name: string): name is K => name in form;
  const rest: string[] = [];
  for (const { field, message } of problemsOf(error)) {
    const [, name = '', entry] = /^(\w*)(?:\["(.*)"\])?$/s.exec(field) ?? [];
    const text = sentence(entry === undefined ? message : `“${entry}” ${message}`);
    if (!isHere(name)) rest.push(`${field} ${message}`);
    else errors[name] = errors[name] === undefined ? text : `${errors[name]}. ${text}`;
  }
  if (Object.keys(errors).length === 0 && rest.length === 0) rest.push(messageOf(error));
  return { errors, rest: rest.length === 0 ? null : rest.join('; ') };
}
