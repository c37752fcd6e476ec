import { visible } from './visible';

/** What the server says of a field, as it stands beside it. What is refused may be quoted in it. */
export const sentence = (message: string) =>
  visible(message.charAt(0).toUpperCase() + message.slice(1));
