import type { QueryClient, QueryExecuteOptions, QueryKey } from '@tanstack/react-query';

/**
 * Begins to read what a page will show, without waiting: a click is answered at once, and the page
 * shows what fails.
 */
export function begin<T, K extends QueryKey>(
  client: QueryClient,
  options: QueryExecuteOptions<T, Error, T, T, K>,
): void {
  client.query(options).catch(() => undefined);
}
