/** A round number that is at least `value`: 1, 2, 5 times a power of ten. */
export function roundUp(value: number): number {
  if (value <= 1) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  const step = [1, 2, 5, 10].find(one => one * power >= value) ?? 10;
  return step * power;
}

/** The points of a line as an SVG path, with gaps where there is no value. */
export function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let drawing = false;
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false;
      return;
    }
    const at = `${x(index).toFixed(2)},${y(value).toFixed(2)}`;
    // A point alone between two gaps is drawn as a dot.
    const alone = !drawing && (values[index + 1] ?? null) === null;
    path += drawing ? `L${at}` : alone ? `M${at}h0.01` : `M${at}`;
    drawing = true;
  });
  return path;
}
