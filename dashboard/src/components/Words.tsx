import { visible } from './visible';

/**
 * A text of users within others: marks in it are seen rather than obeyed, and its direction is its
 * own.
 */
export function Words({ children }: { children: string }) {
  return <bdi>{visible(children)}</bdi>;
}
