import { type Form, initial, row, ROWS } from './form';

type Fields = Record<string, unknown>;

/** What of a form may be kept for a while: all but the values of variables, which can be secret. */
export function toDraft(form: Form): Fields {
  return { ...form, env: form.env.map(({ name }) => ({ name, value: '' })) };
}

/** The form with what was kept of it, field by field as far as it is of the right kind. */
export function withDraft(form: Form, draft: unknown): Form {
  if (!isFields(draft)) return form;
  const isRow = (value: string) => ROWS.some(field => field === value);
  const plain = Object.entries(draft).filter(
    ([name, value]) => !isRow(name) && isLike(name, value),
  );
  const rows = ROWS.map(name => [name, toRows(draft[name])] as const);
  // Each field has the type that it has in the form, as was looked at one by one.
  return { ...form, ...(Object.fromEntries([...plain, ...rows]) as Partial<Form>) };
}

function isLike(name: string, value: unknown): boolean {
  // All its fields, by name.
  const known = (initial as unknown as Fields)[name];
  if (Array.isArray(known)) return Array.isArray(value);
  // A number that is left empty is an empty text.
  if (typeof known === 'number' || name.endsWith('Seconds')) {
    return typeof value === 'number' || typeof value === 'string';
  }
  return typeof value === typeof known;
}

function toRows(value: unknown) {
  if (!Array.isArray(value)) return [];
  return value.filter(isFields).map(({ name, value: text }) => row(words(name), words(text)));
}

const words = (value: unknown) => (typeof value === 'string' ? value : '');

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
