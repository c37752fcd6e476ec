import { Input, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';

import classes from './FieldGroup.module.css';

interface Props {
  readonly title: string;
  readonly description?: string | undefined;
  /** What is wrong with the whole of it. */
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

/** Fields that belong together, under a title that looks like that of a field. */
export function FieldGroup({ title, description, error, children }: Props) {
  const id = useId();
  const [about, wrong] = [`${id}-about`, `${id}-wrong`];
  const told = [description === undefined ? [] : about, error === undefined ? [] : wrong].flat();
  return (
    <fieldset
      className={classes.group}
      aria-describedby={told.length === 0 ? undefined : told.join(' ')}
      {...(error === undefined ? {} : { 'data-invalid-group': true, tabIndex: -1 })}
    >
      <Text component="legend" size="sm" fw="var(--mantine-font-weight-medium)" mb={4}>
        {title}
      </Text>
      {description !== undefined && (
        <Input.Description id={about} mb={6}>
          {description}
        </Input.Description>
      )}
      {children}
      {error !== undefined && (
        <Text id={wrong} size="xs" c="var(--mantine-color-error)" mt={4}>
          {error}
        </Text>
      )}
    </fieldset>
  );
}
