/**
 * Takes the one-time code of a sign-in link (`/sign-in#code=…`) and removes it from the address bar
 * and the history. It is in the fragment, which browsers send to nobody.
 */
export function takeCode(): string | null {
  const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
  if (code === null) return null;
  const { pathname, search } = window.location;
  window.history.replaceState(window.history.state, '', pathname + search);
  return code === '' ? null : code;
}
