import { NativeSelect } from '@mantine/core';

interface Props<T extends string> {
  readonly label: string;
  readonly flex?: string;
  readonly description?: string;
  readonly choices: readonly { value: T; label: string }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of a few words. */
export function WordSelect<T extends string>({ choices, onChange, ...field }: Props<T>) {
  return (
    <NativeSelect
      {...field}
      data={choices.map(({ value, label }) => ({ value, label }))}
      onChange={event => {
        const chosen = choices.find(({ value }) => value === event.currentTarget.value);
        if (chosen !== undefined) onChange(chosen.value);
      }}
    />
  );
}
