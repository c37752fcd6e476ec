import { CloseButton, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

interface Props {
  readonly label: string;
  /** The label is seen, not only read aloud. */
  readonly shown?: boolean;
  readonly placeholder?: string;
  readonly icon?: ReactNode;
  readonly value: string;
  readonly onChange: (value: string | undefined) => void;
}

/** A text of which the address hears once nobody types for a moment. */
export function TextFilter({ label, shown = false, placeholder, icon, value, onChange }: Props) {
  const [typed, setTyped] = useState(value);
  const [known, setKnown] = useState(value);
  // The address changed by itself: back, a view, a pill that was taken away.
  if (known !== value) {
    setKnown(value);
    setTyped(value);
  }
  const tell = (text: string) => {
    setKnown(text);
    onChange(text === '' ? undefined : text);
  };
  const later = useDebouncedCallback(tell, 300);
  return (
    <TextInput
      {...(shown ? { label } : { 'aria-label': label })}
      placeholder={placeholder}
      leftSection={icon}
      w={shown ? undefined : { base: '100%', xs: 260 }}
      value={typed}
      rightSection={
        typed !== '' && (
          <CloseButton
            size="xs"
            aria-label={`Clear ${label.toLowerCase()}`}
            onClick={() => {
              later.cancel();
              setTyped('');
              tell('');
            }}
          />
        )
      }
      onChange={event => {
        setTyped(event.currentTarget.value);
        later(event.currentTarget.value);
      }}
      onKeyDown={event => {
        if (event.key === 'Enter') later.flush();
      }}
    />
  );
}
