import type { TestProject } from 'vitest/node';

import { front } from './front';
import { up } from './taskmaster';

declare module 'vitest' {
  export interface ProvidedContext {
    url: string;
    link: string;
    token: string;
  }
}

/**
 * One TaskMaster for the whole run. `E2E_BUILT=1` looks at the dashboard that is in the program
 * rather than at the one in `dist`.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const taskmaster = await up();
  const before = process.env.E2E_BUILT === '1' ? null : await front(taskmaster.http);
  project.provide('url', before?.url ?? taskmaster.http);
  project.provide('link', taskmaster.link);
  project.provide('token', taskmaster.token);
  return async () => {
    await before?.stop();
    await taskmaster.stop();
  };
}
