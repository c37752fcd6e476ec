/**
 * Colours of a terminal, as data: a line becomes spans of text with a style, never HTML.
 * What is not a colour (cursor moves, titles, links) is left out.
 */
export interface Style {
  readonly fg: Colour | null;
  readonly bg: Colour | null;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly strike: boolean;
}

/** One of the sixteen colours of the theme, or red, green and blue. */
export type Colour = number | readonly [red: number, green: number, blue: number];

export interface Span {
  readonly text: string;
  readonly style: Style;
}

export const plain: Style = Object.freeze({
  fg: null,
  bg: null,
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  strike: false,
});

const escape = '\u001b';

// CSI … final byte | OSC … (BEL or ST) | DCS, SOS, PM and APC … ST | two-byte escapes | a lone ESC
const sequence =
  // eslint-disable-next-line no-control-regex -- terminals talk in control characters
  /\u001b(?:\[([0-9:;<=>?]*)[ -/]*([@-~])?|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*(?:\u001b\\)?|[ -/]*[0-Z\\`-~])?/g;

// eslint-disable-next-line no-control-regex -- see above
const controls = /[\u0000-\u0008\u000a-\u001a\u001c-\u001f\u007f]/g;

/** The spans of a line, and the style in which the line after it goes on. */
export function parse(line: string, from: Style = plain): { spans: Span[]; end: Style } {
  const text = lastPass(line);
  if (!text.includes(escape)) {
    const shown = clean(text);
    return { spans: shown === '' ? [] : [{ text: shown, style: from }], end: from };
  }
  const spans: Span[] = [];
  let style = from;
  let at = 0;
  const put = (piece: string) => {
    const shown = clean(piece);
    if (shown !== '') spans.push({ text: shown, style });
  };
  for (const found of text.matchAll(sequence)) {
    put(text.slice(at, found.index));
    at = found.index + found[0].length;
    if (found[2] === 'm') style = select(style, found[1] ?? '');
  }
  put(text.slice(at));
  return { spans, end: style };
}

/** The text alone, as searched and copied. */
export function strip(line: string): string {
  const text = lastPass(line);
  return clean(text.includes(escape) ? text.replace(sequence, '') : text);
}

function clean(text: string): string {
  return text.replace(controls, '');
}

/** A progress bar writes its line again and again: the last time counts. */
function lastPass(line: string): string {
  if (!line.includes('\r')) return line;
  const passes = line.split('\r').filter(pass => pass !== '');
  return passes.at(-1) ?? '';
}

function select(style: Style, parameters: string): Style {
  const codes = parameters.split(/[;:]/).map(code => (code === '' ? 0 : Number(code)));
  let now = style;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at] ?? 0;
    if (code === 38 || code === 48) {
      const [colour, used] = extended(codes, at + 1);
      at += used;
      if (colour !== null) now = code === 38 ? { ...now, fg: colour } : { ...now, bg: colour };
    } else {
      now = one(now, code);
    }
  }
  return now;
}

function one(style: Style, code: number): Style {
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 82 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 92 };
  switch (code) {
    case 0:
      return plain;
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
    case 21:
      return { ...style, underline: true };
    case 7:
      return { ...style, inverse: true };
    case 9:
      return { ...style, strike: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 27:
      return { ...style, inverse: false };
    case 29:
      return { ...style, strike: false };
    case 39:
      return { ...style, fg: null };
    case 49:
      return { ...style, bg: null };
    default:
      return style;
  }
}

/** The colour after 38 or 48, and how many codes it took. */
function extended(codes: readonly number[], at: number): [Colour | null, number] {
  if (codes[at] === 5) return [palette(codes[at + 1] ?? 0), 2];
  if (codes[at] === 2) {
    return [[byte(codes[at + 1]), byte(codes[at + 2]), byte(codes[at + 3])], 4];
  }
  return [null, 1];
}

const steps = [0, 95, 135, 175, 215, 255] as const;

function palette(code: number): Colour | null {
  if (!(code >= 0 && code <= 255)) return null;
  if (code < 16) return code;
  if (code >= 232) {
    const grey = 8 + (code - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = code - 16;
  const step = (place: number) => steps[Math.floor(cube / place) % 6] ?? 0;
  return [step(36), step(6), step(1)];
}

function byte(code: number | undefined): number {
  return Math.min(255, Math.max(0, code ?? 0));
}
