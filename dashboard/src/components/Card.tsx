import { Box, Group, Title } from '@mantine/core';
import { useId, type ReactNode } from 'react';

import classes from './Card.module.css';

interface Props {
  title: string;
  /** To the right of the title. */
  aside?: ReactNode;
  /** Without space around the content, for tables and lists. */
  flush?: boolean;
  children: ReactNode;
}

/** A titled part of a page. */
export function Card({ title, aside, flush = false, children }: Props) {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <Group justify="space-between" className={classes.head} wrap="nowrap">
        <Title order={2} id={id}>
          {title}
        </Title>
        {aside}
      </Group>
      <Box className={flush ? classes.flush : classes.body}>{children}</Box>
    </section>
  );
}
