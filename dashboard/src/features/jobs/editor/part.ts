import type { JobSchedule } from '../../../api/jobs';
import type { Errors } from './errors';
import type { Form } from './form';

/** What each part of the editor is given. */
export interface PartProps {
  readonly form: Form;
  /** The schedule that the job has; none of a new one. */
  readonly before?: JobSchedule | undefined;
  readonly errors: Errors;
  readonly change: (part: Partial<Form>) => void;
}
