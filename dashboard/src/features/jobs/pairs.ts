/**
 * Lines of `name=value`; null when one is none. A value in quotes is read as a JSON text, so that one
 * with line breaks stands on a line as well.
 */
export function pairs(text: string): Record<string, string> | null {
  const found: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const at = line.indexOf('=');
    const name = line.slice(0, at).trim();
    const value = valueOf(line.slice(at + 1));
    if (at < 1 || name === '' || value === null) return null;
    found[name] = value;
  }
  return found;
}

function valueOf(text: string): string | null {
  if (!text.startsWith('"')) return text;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

/** The other way round. */
export const unpaired = (values: Record<string, string>) =>
  Object.entries(values)
    .map(([name, value]) => `${name}=${/^"|[\r\n]/.test(value) ? JSON.stringify(value) : value}`)
    .join('\n');

/** What is wrong with such lines. */
export const unlike = (text: string) =>
  pairs(text) === null ? 'Each line must be name=value, a value in quotes a JSON text' : undefined;
