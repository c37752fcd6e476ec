import { defineConfig } from 'vitest/config';

/** The dashboard in a browser, before a TaskMaster that really runs. */
export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    environment: 'node',
    globalSetup: ['e2e/harness/setup.ts'],
    // One fleet for all: what one file does to it must not meet what another one looks at.
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
  },
});
