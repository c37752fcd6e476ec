import { front } from './front';
import { up } from './taskmaster';

/** A TaskMaster, and the dashboard before it. */
export interface Site {
  /** Without the base path. */
  readonly url: string;
  /** The path of the link that signs in, once. */
  readonly link: string;
  readonly token: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/**
 * A TaskMaster with a dashboard. `E2E_BUILT=1` looks at the dashboard that is in the program rather
 * than at the one in `dist`.
 */
export async function site(basePath = ''): Promise<Site> {
  const taskmaster = await up(basePath === '' ? {} : { TASKMASTER_HTTP__BASE_PATH: basePath });
  const built = process.env.E2E_BUILT === '1';
  const before = built ? null : await front(taskmaster.http, basePath);
  const stop = async () => {
    await before?.stop();
    await taskmaster.stop();
  };
  const { link, token, log } = taskmaster;
  return { url: before?.url ?? taskmaster.http, link, token, log, stop };
}
