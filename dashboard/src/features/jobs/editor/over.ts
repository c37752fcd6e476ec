import type { Job, NewJob } from '../../../api/jobs';
import { type Form, formOf, request, scheduleOf } from './form';

const equal = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

interface Untouched {
  readonly schedule: boolean;
  /** Whether the schedule is on. */
  readonly active: boolean;
  readonly enabled: boolean;
}

/** What stands in a form as it was filled in. */
function untouched(form: Form, first: Form): Untouched {
  return {
    schedule: equal(scheduleOf(form), scheduleOf(first)),
    active: form.active === first.active,
    enabled: form.enabled === first.enabled,
  };
}

/**
 * What the form says, for a job that was changed since it was filled. Whoever saves over the work of
 * others does not mean to start again what they, or the breaker, stopped: what starts runs is taken
 * from the form where it was changed there.
 */
export function requestOver(form: Form, first: Form, stored: Job): NewJob {
  const same = untouched(form, first);
  const now = formOf(stored);
  const said = {
    ...form,
    active: same.active ? now.active : form.active,
    enabled: same.enabled ? now.enabled : form.enabled,
  };
  const wanted = request(said, stored);
  return same.schedule ? { ...wanted, schedule: stored.definition.schedule } : wanted;
}

/** What is left as it is stored, in words. */
export function leftAsStored(form: Form, first: Form): string {
  const same = untouched(form, first);
  const schedule = same.schedule ? ['its schedule'] : [];
  const active = same.active && !same.schedule ? ['whether its schedule is on'] : [];
  return [...schedule, ...active, ...(same.enabled ? ['whether it is enabled'] : [])].join(', ');
}
