/**
 * Where this build is served, without a slash at its end. The gateway fills the page's <base> in at
 * run time, so that one build works under any base path.
 */
export function baseUrl(): URL {
  const url = new URL('.', document.baseURI);
  url.search = '';
  url.hash = '';
  return url;
}

/** The base path, such as `/taskmaster`; `/` for none. */
export function basePath(): string {
  const path = baseUrl().pathname.replace(/\/+$/, '');
  return path === '' ? '/' : path;
}

/** The address of something below the base path, such as `api/openapi.json`. */
export function below(path: string): string {
  return new URL(path.replace(/^\/+/, ''), baseUrl()).href;
}
