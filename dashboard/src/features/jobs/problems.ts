import { ApiError, type FieldProblem } from '../../api/problem';

/** What the server says of single fields; that a name is taken is said of the name. */
export function problemsOf(error: unknown): readonly FieldProblem[] {
  if (!(error instanceof ApiError)) return [];
  return error.kind === 'name-taken'
    ? [{ field: 'name', message: 'another job has this name' }]
    : error.fields;
}
