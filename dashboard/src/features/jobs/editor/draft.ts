import * as v from 'valibot';

import type { Job } from '../../../api/jobs';
import { fitting } from '../../../components/drafts';
import { blank, type Form, formOf } from './form';

/** What a form was filled with, before anybody typed. */
export interface Filled {
  /** That of the job; none of a new one. */
  readonly version: number;
  readonly form: Form;
}

export const filledFrom = (job: Job | undefined): Filled =>
  job === undefined ? { version: 0, form: blank() } : { version: job.version, form: formOf(job) };

/** What of a form may be kept for a while: all but the environment, which can have secrets. */
const keepable = (form: Form) => ({ ...form, env: undefined });

/** Also what it was filled with: the job may be another when somebody has signed in again. */
export function toDraft(form: Form, filled: Filled): Record<string, unknown> {
  return { ...keepable(form), filled: { ...filled, form: keepable(filled.form) } };
}

const number = v.union([v.number(), v.string()]);

const checks = v.array(
  v.object({
    name: v.string(),
    kind: v.picklist(['tcp', 'command']),
    host: v.string(),
    port: number,
    command: v.string(),
    timeoutSeconds: number,
  }),
);

const blackouts = v.array(
  v.object({
    kind: v.picklist(['daily', 'once']),
    from: v.string(),
    until: v.string(),
    weekdays: v.array(v.string()),
    fromAt: v.string(),
    untilAt: v.string(),
    fromWas: v.string(),
    untilWas: v.string(),
    reason: v.string(),
  }),
);

/** The form with what was kept of it, field by field as far as it is of the right kind. */
export function withDraft(form: Form, draft: unknown): Form {
  if (typeof draft !== 'object' || draft === null) return form;
  // Lists of texts are looked at there, those of rows here.
  const { checks: keptChecks, blackouts: keptBlackouts, ...rest } = { ...EMPTY, ...draft };
  return {
    ...fitting(form, rest),
    checks: v.is(checks, keptChecks) ? keptChecks : form.checks,
    blackouts: v.is(blackouts, keptBlackouts) ? keptBlackouts : form.blackouts,
    env: form.env,
  };
}

const EMPTY: { checks?: unknown; blackouts?: unknown } = {};

const kept = v.object({ filled: v.object({ version: v.number(), form: v.unknown() }) });

/** What the form of a draft was filled with. */
export function filledBefore(now: Filled, draft: unknown): Filled {
  if (!v.is(kept, draft)) return now;
  const { version, form } = draft.filled;
  return { version, form: withDraft(now.form, form) };
}
