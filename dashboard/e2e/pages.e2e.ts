import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

import { call, inState, type Made, submit, until } from './harness/api';
import {
  enter,
  expectAccessible,
  expectQuiet,
  open,
  picture,
  withBrowser,
} from './harness/browser';

withBrowser();

const THEMES = ['light', 'dark'] as const;

const BUILD = `
bold() { printf '\\033[1m%s\\033[0m\\n' "$1"; }
bold 'Building the nightly report'
for table in customers orders lines payments; do
  printf '\\033[36mread\\033[0m   %-10s \\033[32m%s rows\\033[0m\\n' $table $RANDOM
  sleep 0.05
done
echo '3 orders have no customer' >&2
printf '\\033[33mwarn\\033[0m   falling back to the rates of yesterday\\n'
for part in $(seq 1 30); do printf 'write  part %02d \\033[90m/tmp/report/%02d.csv\\033[0m\\n' $part $part; done
printf '\\033[1;32mdone\\033[0m   30 parts\\n'
`;

let failed: Made;
let done: Made;
let running: Made;

beforeAll(async () => {
  const simulate = { assignAfterSeconds: 0, startAfterSeconds: 0, runForSeconds: 0.2 };
  await call('POST', '/api/tasks/bulk', {
    tasks: Array.from({ length: 60 }, (_, at) => ({
      kind: 'simulate',
      command: `load shard ${at}`,
      queue: at % 3 === 0 ? 'billing' : 'default',
      simulate,
    })),
  });
  const labels = { team: 'data', env: 'prod' };
  done = await submit(BUILD, { name: 'nightly-report', labels, queue: 'reports' });
  failed = await submit('echo "cannot reach the ledger" >&2; exit 3', {
    name: 'ledger-sync',
    labels,
    env: { LEDGER_URL: 'https://ledger' },
    metadata: { ticket: 'OPS-7' },
  });
  await submit('make backup', { scheduledAt: new Date(Date.now() + 3_600_000).toISOString() });
  const paused = await submit('make invoices', { delaySeconds: 7_200, queue: 'billing' });
  await call('POST', `/api/tasks/${paused.id}/pause`);
  const canceled = await submit('make cleanup', { delaySeconds: 7_200, priority: 5 });
  await call('POST', `/api/tasks/${canceled.id}/cancel`);
  running = await submit('for i in $(seq 1 600); do echo "tick $i"; sleep 0.5; done', {
    name: 'metronome',
  });
  await inState(done.id, 'completed');
  await inState(failed.id, 'failed');
  await until(async () => {
    const stats = await call<{ byState: Record<string, number> }>('GET', '/api/stats');
    return (stats.byState.completed ?? 0) > 40 ? true : undefined;
  });
});

// A worker that goes away waits for what it runs.
afterAll(() => call('POST', `/api/tasks/${running.id}/cancel`));

const pages: readonly {
  name: string;
  path: () => string;
  ready: (page: Page) => Promise<unknown>;
}[] = [
  {
    name: 'overview',
    path: () => '/',
    ready: page =>
      page
        .getByText(/metronome|for i in/)
        .first()
        .waitFor(),
  },
  { name: 'tasks', path: () => '/tasks', ready: page => page.getByRole('row').nth(5).waitFor() },
  {
    name: 'task',
    path: () => `/tasks/${done.id}`,
    ready: page => page.getByRole('log').getByText('30 parts').waitFor(),
  },
  {
    name: 'task-failed',
    path: () => `/tasks/${failed.id}`,
    ready: page => page.getByRole('log').getByText('cannot reach the ledger').waitFor(),
  },
  {
    name: 'task-running',
    path: () => `/tasks/${running.id}`,
    ready: page =>
      page
        .getByRole('log')
        .getByText(/^tick \d+$/)
        .first()
        .waitFor(),
  },
  {
    name: 'schedule',
    path: () => `/schedule?from=${failed.id}`,
    ready: page => page.getByLabel('Command').waitFor(),
  },
  {
    name: 'workers',
    path: () => '/workers',
    ready: page => page.getByText('worker-1').first().waitFor(),
  },
  {
    name: 'system',
    path: () => '/system',
    ready: page => page.getByText('sqlite').first().waitFor(),
  },
];

describe.each(THEMES)('in the %s theme', colorScheme => {
  it.each(pages)('$name', async ({ name, path, ready }) => {
    const page = await enter(path(), { colorScheme });
    await ready(page);
    await picture(page, `${name}-${colorScheme}`);
    await expectAccessible(page);
    expectQuiet(page);
  });

  it('sign-in', async () => {
    const page = await open('/sign-in', { colorScheme });
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    await picture(page, `sign-in-${colorScheme}`);
    await expectAccessible(page);
    expectQuiet(page);
  });

  it('nothing there', async () => {
    for (const path of [
      '/tasks?queue=nothing-here',
      '/tasks/00000000-0000-7000-8000-000000000000',
      '/no/such/page',
    ]) {
      const page = await enter(path, { colorScheme });
      await page.getByText(/No task is like that|There is no such task|There is no page/).waitFor();
      await expectAccessible(page);
    }
  });

  it('nothing that answers', async () => {
    for (const path of ['/', '/tasks', `/tasks/${done.id}`, '/workers', '/system']) {
      const page = await enter('/schedule', { colorScheme });
      await page.route(/\/api\/(?!session)/, route =>
        route.fulfill({
          status: 500,
          contentType: 'application/problem+json',
          body: JSON.stringify({
            type: '/problems/internal',
            title: 'Internal Server Error',
            status: 500,
            detail: 'the store is away',
            requestId: 'r-1',
          }),
        }),
      );
      await page.goto(path);
      await page.getByText('the store is away').first().waitFor();
      await expectAccessible(page);
    }
  });
});

it('is known at a phone’s width without moving sideways', async () => {
  for (const { name, path, ready } of pages) {
    const page = await enter(path(), { viewport: { width: 390, height: 844 }, hasTouch: true });
    await ready(page);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(`${name} ${wide}`).toBe(`${name} 0`);
    if (['overview', 'tasks', 'task'].includes(name)) await picture(page, `${name}-phone`);
    await expectAccessible(page);
  }
});

it('lets nobody in without a session', async () => {
  const page = await open('/tasks?state=failed');
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByRole('textbox', { name: 'Token' }).fill(inject('token'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(/\/tasks\?state=/);
});
