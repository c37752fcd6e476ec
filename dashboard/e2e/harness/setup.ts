import type { TestProject } from 'vitest/node';

import { site } from './site';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
    link: string;
    token: string;
  }
}

/** One TaskMaster for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { url, link, token, stop } = await site();
  project.provide('url', url);
  project.provide('link', link);
  project.provide('token', token);
  return stop;
}
