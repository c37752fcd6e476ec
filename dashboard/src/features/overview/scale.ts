/** A round number that is at least `value`: 1, 2, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find(one => one * power >= value) ?? 10;
  return step * power;
}

/**
 * The points of a line as an SVG path, with gaps where there is no value. A point alone between two
 * gaps is a dash so wide: a dot would hardly be seen.
 */
export function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
  wide: number,
): string {
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const at = (shift: number) => `${(x(index) + shift).toFixed(2)},${y(value).toFixed(2)}`;
    const alone = !drawing && (values[index + 1] ?? null) === null;
    path += drawing ? `L${at(0)}` : alone ? `M${at(-wide / 2)}h${wide}` : `M${at(0)}`;
    drawing = true;
  });
  return path;
}
