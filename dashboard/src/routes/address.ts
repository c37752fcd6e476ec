/**
 * How an address says what a page shows: plain words, and a list as the same name again, such as
 * `?state=failed&state=canceled`. A word that begins like JSON is JSON: addresses that were kept
 * have lists like `["failed"]`.
 */
export function readAddress(search: string): Record<string, unknown> {
  const params = new URLSearchParams(search);
  return Object.fromEntries(
    [...new Set(params.keys())].map(name => {
      const values = params.getAll(name).map(fromWord);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}

/** The other way round. */
export function writeAddress(search: Record<string, unknown>): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined && one !== null) params.append(name, toWord(one));
    }
  }
  const text = params.toString();
  return text === '' ? '' : `?${text}`;
}

const likeJson = /^["[{]/;

/** Numbers and truths stay words: who reads them knows what they are to be. */
function fromWord(word: string): unknown {
  if (!likeJson.test(word)) return word;
  try {
    return JSON.parse(word);
  } catch {
    return word;
  }
}

function toWord(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  return fromWord(value) === value ? value : JSON.stringify(value);
}

/**
 * A route's reading of its address. The router lays the result over what the address says, so each
 * name that is left out has to be told as absent, or what is wrong with it would come through.
 */
export function checked<S extends object>(parse: (raw: Record<string, unknown>) => S) {
  return (raw: Record<string, unknown>): S => {
    const absent = Object.fromEntries(Object.keys(raw).map(name => [name, undefined]));
    return { ...absent, ...parse(raw) };
  };
}
