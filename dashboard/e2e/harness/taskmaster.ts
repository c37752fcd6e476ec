import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface TaskMaster {
  /** Where its gateway listens, without the base path. */
  readonly http: string;
  /** The path of the link that signs in, once. */
  readonly link: string;
  readonly token: string;
  /** What it printed so far, its log included. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** All of TaskMaster in a folder of its own, on ports that were free, told this by its environment. */
export async function up(told: Readonly<Record<string, string>> = {}): Promise<TaskMaster> {
  const program =
    process.env.TASKMASTER_BIN ??
    path.resolve(import.meta.dirname, '../../../target/debug/taskmaster');
  const data = await mkdtemp(path.join(tmpdir(), 'taskmaster-e2e-'));
  const free = '127.0.0.1:0';
  const child = spawn(
    program,
    ['up', '--data-dir', data, '--grpc', free, '--http', free, '--metrics', 'off'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, TASKMASTER_BIN: undefined, ...told },
    },
  );
  let log = '';
  const keep = (chunk: Buffer) => {
    log += chunk.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const said = await ready(child);
  const http = /^\s+http\s+(http:\/\/[^\s/]+)\S*$/m.exec(said)?.[1];
  const link = /^\s+http:\/\/[^\s/]+(\/\S*#code=\S+)$/m.exec(said)?.[1];
  if (http === undefined || link === undefined) throw new Error(`no address in:\n${said}`);
  const token = (await readFile(path.join(data, 'admin.token'), 'utf8')).trim();
  const stop = async () => {
    if (child.exitCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  return { http, link, token, log: () => log, stop };
}

/** What it printed up to the link. */
async function ready(child: ChildProcess): Promise<string> {
  let said = '';
  return new Promise((resolve, reject) => {
    const give = () => reject(new Error(`taskmaster did not start:\n${said}`));
    const late = setTimeout(give, 30_000);
    child.once('exit', give);
    child.once('error', reject);
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('#code=') || !said.includes('submit a task')) return;
      clearTimeout(late);
      child.off('exit', give);
      resolve(said);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
  });
}
