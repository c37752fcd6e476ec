import { TextInput } from '@mantine/core';

import { LIMITS } from '../../api/limits';
import { NumberField } from '../../components/NumberField';
import type { Errors, Form } from './form';

/** What each part of the form is given. */
export interface PartProps {
  readonly form: Form;
  readonly errors: Errors;
  readonly change: (part: Partial<Form>) => void;
}

/** The fields of the form that hold one kind of value. */
type Holding<T> = {
  [K in keyof Form]: Form[K] extends T ? ([T] extends [Form[K]] ? K : never) : never;
}[keyof Form];

interface FieldProps<T> extends PartProps {
  readonly field: Holding<T>;
  readonly label: string;
  readonly description?: string;
  readonly placeholder?: string;
}

export function NumberOf(props: FieldProps<number | string>) {
  const { form, errors, change, field, ...rest } = props;
  return (
    <NumberField
      {...rest}
      limit={LIMITS[field]}
      value={form[field]}
      error={errors[field]}
      onChange={value => change({ [field]: value })}
    />
  );
}

export function TextField(props: FieldProps<string>) {
  const { form, errors, change, field, ...rest } = props;
  return (
    <TextInput
      {...rest}
      value={form[field]}
      error={errors[field]}
      onChange={event => change({ [field]: event.currentTarget.value })}
    />
  );
}
