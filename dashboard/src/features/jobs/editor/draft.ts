import type { Form } from './form';

/** What of a form may be kept for a while: all but the environment, which can have secrets. */
export function toDraft(form: Form): Record<string, unknown> {
  return { ...form, env: undefined };
}

/** The form with what was kept of it, field by field as far as it is of the right kind. */
export function withDraft(form: Form, draft: unknown): Form {
  if (typeof draft !== 'object' || draft === null) return form;
  const known = new Map<string, unknown>(Object.entries(form));
  const kept = Object.entries(draft).filter(([name, value]) => isLike(known.get(name), value));
  // Each field has the type that it has in the form, as was looked at one by one.
  return { ...form, ...(Object.fromEntries(kept) as Partial<Form>), env: form.env };
}

function isLike(known: unknown, value: unknown): boolean {
  if (Array.isArray(known)) return Array.isArray(value) && value.every(one => isLike('', one));
  // A number that is left empty is an empty text.
  return typeof value === typeof known || (typeof known === 'number' && value === '');
}
