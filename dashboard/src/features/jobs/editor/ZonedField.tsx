import { TextInput } from '@mantine/core';

import { clockZone, meant, oddity } from '../../../components/zoned';
import { readKept } from './times';

interface Props {
  readonly label: string;
  readonly flex?: string;
  /** Whose clocks it is read on; they are named beside it. */
  readonly zone: string;
  readonly value: string;
  /** The times that it stood for at first. */
  readonly before: readonly string[];
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A date and a time on the clocks of a zone, and the moment that this is. */
export function ZonedField({ zone, value, before, onChange, ...field }: Props) {
  const read = readKept(value, zone, before);
  const description =
    read === null ? `On clocks in ${clockZone(zone)}` : `${meant(read, zone)}.${oddity(read)}`;
  return (
    <TextInput
      type="datetime-local"
      step={1}
      inputWrapperOrder={['label', 'input', 'error', 'description']}
      {...field}
      description={description}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  );
}
