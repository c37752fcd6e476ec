// Drains JOBS no-op jobs with graphile-worker: local queue of 500, batched completion.
//
// Prints {"ready":true} once the jobs are queued, waits for a line on standard input, drains, and
// prints what it cost. The waiting lets the caller look at the server's CPU around the drain alone.
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Logger, makeWorkerUtils, run } from "graphile-worker";

const connectionString = process.env.DATABASE_URL;
const jobs = Number(process.env.JOBS);
const logger = new Logger(() => () => {});
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

const utils = await makeWorkerUtils({ connectionString, logger });
await utils.migrate();
const submitting = performance.now();
for (let done = 0; done < jobs; done += 5_000) {
  const some = Math.min(5_000, jobs - done);
  const job = (_, n) => ({ identifier: "noop", payload: { n: done + n } });
  await utils.addJobs(Array.from({ length: some }, job));
}
const submitted = performance.now();
say({ ready: true });
await once(createInterface({ input: process.stdin }), "line");

const before = process.cpuUsage();
let first = 0;
let begun = 0;
const runner = await run({
  preset: {
    worker: {
      connectionString,
      logger,
      concurrentJobs: 24,
      maxPoolSize: 10,
      pollInterval: 2_000,
      localQueue: { size: 500, refetchDelay: { durationMs: 10 } },
      completeJobBatchDelay: Number(process.env.BATCH_DELAY),
      failJobBatchDelay: 0,
    },
  },
  taskList: {
    noop: () => {
      begun += 1;
      first ||= performance.now();
    },
  },
});
while (begun < jobs) await new Promise((wake) => setTimeout(wake, 5));
// Completions are batched behind the jobs: the drain ends when the table is empty.
for (;;) {
  const { rows } = await utils.withPgClient((client) =>
    client.query("select exists (select from graphile_worker._private_jobs) as left"),
  );
  if (!rows[0].left) break;
  await new Promise((wake) => setTimeout(wake, 5));
}
const seconds = (performance.now() - first) / 1_000;
const { user, system } = process.cpuUsage(before);
// Before it ends its connections: the caller looks at the server's processes now.
say({
  drainPerSecond: jobs / seconds,
  submitPerSecond: (jobs * 1_000) / (submitted - submitting),
  cpuSeconds: (user + system) / 1_000_000,
});
await runner.stop();
await utils.release();
