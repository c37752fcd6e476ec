/**
 * What acts on a text rather than being part of it: control characters, marks of direction, which
 * make a word read as another one, and what is not seen at all. Joiners stay: scripts need them.
 */
const ACTING =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

const code = (mark: string) => {
  const hex = mark.codePointAt(0)?.toString(16).toUpperCase() ?? '';
  return `<U+${hex.padStart(4, '0')}>`;
};

/** A name or another text of one line, in which such marks are seen: `evil<U+202E>`. */
export function visible(text: string): string {
  return text.replace(ACTING, code);
}

/** The same of a text of several lines. */
export function visibleLines(text: string): string {
  return text.replace(ACTING, mark => (mark === '\n' || mark === '\t' ? mark : code(mark)));
}
