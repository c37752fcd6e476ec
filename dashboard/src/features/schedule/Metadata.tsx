import { JsonInput } from '@mantine/core';
import { useState } from 'react';

import { wrongMetadata } from './json';

interface Props {
  readonly value: string;
  /** The gateway's. */
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** JSON of the client's own. What is wrong with it is told once it is left. */
export function Metadata({ value, error, onChange }: Props) {
  const [left, setLeft] = useState(false);
  const own = left ? wrongMetadata(value) : null;
  return (
    <JsonInput
      label="Metadata"
      description="An object of your own as JSON, at most 64 KiB"
      placeholder={'{"ticket": "OPS-7"}'}
      autosize
      minRows={3}
      maxRows={14}
      spellCheck={false}
      formatOnBlur
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
      value={value}
      error={error ?? own ?? undefined}
      onFocus={() => setLeft(false)}
      onBlur={() => setLeft(true)}
      onChange={onChange}
    />
  );
}
