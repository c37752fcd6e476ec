/**
 * What acts on a text rather than being part of it: control characters, marks of direction, which
 * make a word read as another one, and what is not seen at all. Joiners stay: scripts need them. The
 * same marks as `is_unseen` of the server has, and those that move cursors. Marks that combine stand
 * first, where they combine with nothing.
 */
const ACTING =
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  /[\u034f\u17b4\u17b5\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]|[\u{13430}-\u{1343f}\u{1bca0}-\u{1bca3}\u{1d173}-\u{1d17a}\u{e0000}-\u{e00ff}\u{e01f0}-\u{e0fff}]/gu;

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
