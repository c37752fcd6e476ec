import { NumberInput } from '@mantine/core';

import type { Limit } from '../api/limits';

interface Props {
  readonly label: string;
  readonly flex?: string;
  readonly description?: string;
  readonly placeholder?: string;
  readonly limit: Limit;
  readonly value: number | string;
  readonly error: string | undefined;
  readonly onChange: (value: number | string) => void;
}

/** A number. What is beyond its limits stays as it was typed, and is told. */
export function NumberField({ limit, ...field }: Props) {
  return <NumberInput {...field} min={limit.min} max={limit.max} clampBehavior="none" />;
}
