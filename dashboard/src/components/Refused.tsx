import { Text } from '@mantine/core';

import { plural } from './format';

interface Props {
  /** Such as `Not scheduled`. */
  readonly what: string;
  /** How many fields have an error. */
  readonly fields: number;
  /** Something is told above the form. */
  readonly above: boolean;
}

/** Beside the button of a form: that it was refused, and where it says why. */
export function Refused({ what, fields, above }: Props) {
  if (fields === 0 && !above) return null;
  const look =
    fields === 0
      ? 'the reason is above the form'
      : `${plural(fields, 'field')} above ${fields === 1 ? 'needs' : 'need'} another look`;
  return (
    <Text size="sm" c="var(--mantine-color-error)" role="alert">
      {what}: {look}.
    </Text>
  );
}
