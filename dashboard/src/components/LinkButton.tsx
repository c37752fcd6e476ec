import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, 'style' | 'color'> & {
  ref?: Ref<HTMLAnchorElement>;
};

/** A link to a page that looks like a button. */
export const LinkButton = createLink((props: ButtonProps & Native) => (
  <Button component="a" {...props} />
));

/** A link to a page. */
export const Link = createLink((props: AnchorProps & Native) => <Anchor {...props} />);
