import type { Colour } from './ansi';

type Rgb = readonly [number, number, number];

/** The page that output is written on: dark in both themes, as colours of terminals expect. */
export const paper: Rgb = [20, 22, 27];

/** The sixteen colours, all legible on the paper; Output.module.css has the same. */
export const sixteen: readonly Rgb[] = [
  [139, 148, 158],
  [255, 123, 114],
  [87, 199, 108],
  [227, 179, 65],
  [108, 182, 255],
  [210, 168, 255],
  [86, 212, 221],
  [230, 237, 243],
  [154, 164, 175],
  [255, 161, 152],
  [126, 231, 135],
  [242, 204, 96],
  [150, 208, 255],
  [226, 197, 255],
  [139, 233, 240],
  [255, 255, 255],
];

/**
 * The colour to write in: the one that was asked for, unless nobody could read it on what is
 * behind it.
 */
export function legible(front: Colour | null, back: Colour | null): Colour | null {
  if (front === null && back === null) return null;
  const behind = back === null ? paper : rgb(back);
  const asked = front === null ? ([230, 237, 243] as const) : rgb(front);
  if (contrast(asked, behind) >= 4.5) return front;
  const light = luminance(behind) < 0.18;
  for (let share = 0.2; share < 1; share += 0.2) {
    const mixed = mix(asked, light ? 255 : 0, share);
    if (contrast(mixed, behind) >= 4.5) return mixed;
  }
  return light ? [255, 255, 255] : [0, 0, 0];
}

export function contrast(one: Rgb, other: Rgb): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

function rgb(colour: Colour): Rgb {
  return typeof colour === 'number' ? (sixteen[colour] ?? paper) : colour;
}

function mix(colour: Rgb, to: number, share: number): Rgb {
  const part = (from: number) => Math.round(from + (to - from) * share);
  return [part(colour[0]), part(colour[1]), part(colour[2])];
}

/** As WCAG 2 defines it. */
function luminance([red, green, blue]: Rgb): number {
  const part = (value: number) => {
    const share = value / 255;
    return share <= 0.040_45 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  return 0.2126 * part(red) + 0.7152 * part(green) + 0.0722 * part(blue);
}
