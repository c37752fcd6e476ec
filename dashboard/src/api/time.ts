/**
 * A moment: milliseconds since 1970. Not a `Date`: equal numbers are equal, so that what was read
 * again and has not changed is not drawn again.
 */
export type Instant = number;

/** From the API's RFC 3339. */
export function instant(text: string | null | undefined): Instant | null {
  if (text === null || text === undefined) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
