/**
 * The nonce with which the content security policy lets styles in. The gateway draws one for each
 * answer; the development server has none and needs none.
 */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="style-nonce"]')?.content ?? '';
}

/** Tells the libraries that make style elements themselves; they look for this name. */
export function shareNonce(): void {
  const nonce = styleNonce();
  if (nonce !== '') Object.assign(globalThis, { __webpack_nonce__: nonce });
}
