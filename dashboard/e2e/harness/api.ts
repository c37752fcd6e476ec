import { inject } from 'vitest';

/** Asks the API beside the browser, to arrange what a test looks at. */
export async function call<T = unknown>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, inject('url')), {
    method,
    headers: {
      authorization: `Bearer ${inject('token')}`,
      'content-type': 'application/json',
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  // Who calls says what is answered.
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export interface Made {
  readonly id: string;
  readonly state: string;
  readonly attempt: number;
  readonly worker: { readonly name: string } | null;
}

export const submit = (command: string, more: object = {}) =>
  call<Made>('POST', '/api/tasks', { command, ...more });

export const read = (id: string) => call<Made>('GET', `/api/tasks/${id}`);

/** Waits until something holds, and answers it. */
export async function until<T>(look: () => Promise<T | undefined>, ms = 30_000): Promise<T> {
  const end = Date.now() + ms;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(`nothing came within ${ms} ms`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

export const inState = (id: string, state: string) =>
  until(async () => {
    const task = await read(id);
    return task.state === state ? task : undefined;
  });
