import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { type JobSchedule, type NewJobSchedule, previewQuery } from '../../../api/jobs';
import type { FieldProblem } from '../../../api/problem';
import { problemsOf } from '../problems';
import { type BlackoutRow, wrongBlackout } from './blackout-rows';
import { type Form, scheduleOf } from './form';
import { canPreview } from './validate';

/**
 * The next times of what a form says, while it is written, null while it does not say enough; and
 * what is wrong with it.
 */
export function usePreview(form: Form, before?: JobSchedule) {
  // A window that is not written to its end hides no times.
  const isWhole = (row: BlackoutRow) => Object.keys(wrongBlackout(row, form.timezone)).length === 0;
  const whole = form.blackouts.flatMap((row, place) => (isWhole(row) ? [{ row, place }] : []));
  const said = { ...form, blackouts: whole.map(({ row }) => ({ ...row, reason: '' })) };
  const asked = { schedule: scheduleOf(said, before), places: whole.map(({ place }) => place) };
  // Compared by its text: each rendering makes another object.
  const [text] = useDebouncedValue(canPreview(form) ? JSON.stringify(asked) : null, 300);
  // What was written above.
  const { schedule, places } = JSON.parse(text ?? NOTHING) as Asked;
  const query = useQuery({
    ...previewQuery(schedule),
    placeholderData: keepPreviousData,
    enabled: text !== null,
  });
  if (text === null || !canPreview(form)) return { preview: null, problems: [] };
  return { preview: query, problems: problemsOf(query.error).map(one => inForm(one, places)) };
}

interface Asked {
  readonly schedule: NewJobSchedule;
  /** Where in the form the blackouts stand that were sent. */
  readonly places: readonly number[];
}

const NOTHING = '{"schedule":{},"places":[]}';

/** A problem of what was sent as one of the form. */
const inForm = ({ field, message }: FieldProblem, places: readonly number[]): FieldProblem => ({
  field: field.replace(
    /\bblackouts\[(\d+)\]/,
    (_, at: string) => `blackouts[${places[Number(at)] ?? at}]`,
  ),
  message,
});
