import { fitting } from '../../components/drafts';
import { type Form, initial, row } from './form';

type Fields = Record<string, unknown>;

/** What of a form may be kept for a while: all but the values of variables, which can be secret. */
export function toDraft(form: Form): Fields {
  return { ...form, env: form.env.map(({ name }) => ({ name, value: '' })) };
}

/** What the fields can hold: these two are numbers that are left empty at first. */
const LIKE: Form = { ...initial, startTimeoutSeconds: 0, heartbeatTimeoutSeconds: 0 };

/** The form with what was kept of it, field by field as far as it is of the right kind. */
export function withDraft(form: Form, draft: unknown): Form {
  if (!isFields(draft)) return form;
  return {
    ...fitting(form, draft, LIKE),
    env: toRows(draft.env),
    labels: toRows(draft.labels),
    requiredLabels: toRows(draft.requiredLabels),
  };
}

function toRows(value: unknown) {
  if (!Array.isArray(value)) return [];
  return value.filter(isFields).map(({ name, value: text }) => row(words(name), words(text)));
}

const words = (value: unknown) => (typeof value === 'string' ? value : '');

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
