import { defineConfig } from 'vitest/config';

/**
 * Long lists, much at once and long hours: measured by `make soak`, not by each run of the tests.
 *
 * `DEEP_TASKS` says how many tasks there are (a million), `SOAK_SECONDS` how long a page stays open
 * (an hour).
 */
export default defineConfig({
  test: {
    include: ['e2e/deep/*.deep.ts'],
    environment: 'node',
    globalSetup: ['e2e/harness/setup.ts'],
    fileParallelism: false,
    testTimeout: 3 * 60 * 60_000,
    hookTimeout: 30 * 60_000,
  },
});
