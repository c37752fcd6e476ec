/** Metadata is an object: neither a list nor a bare value. */
function isJsonObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Metadata as the field holds it; null for nothing, and for what is no object. */
export function parseMetadata(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : null;
  } catch {
    return null;
  }
}

/** What is wrong with a text that is to be metadata; null for nothing. */
export function wrongMetadata(text: string): string | null {
  if (text.trim() === '') return null;
  try {
    return isJsonObject(JSON.parse(text))
      ? null
      : 'Must be an object, for example: {"ticket": "OPS-7"}';
  } catch (error) {
    // What browsers say names the place, by line and column or by its number.
    const why = error instanceof Error ? error.message.replace(/^JSON\.parse: /, '') : '';
    return `Is not JSON: ${why}`;
  }
}
