import type { Errors } from './errors';
import type { Form } from './form';

/** What each part of the editor is given. */
export interface PartProps {
  readonly form: Form;
  readonly errors: Errors;
  readonly change: (part: Partial<Form>) => void;
}
