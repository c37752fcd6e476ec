/** `NAME=value` on each line, empty lines left out; null when a line is not like that. */
export function pairs(text: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const name = line.slice(0, at).trim();
    if (at < 1 || name === '') return null;
    found[name] = line.slice(at + 1);
  }
  return found;
}

/** The other way round. */
export const unpaired = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');
