/**
 * Words that nobody else makes. A browser has `crypto.randomUUID` only where a page comes by HTTPS
 * or from the same host.
 */
export function unique(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
