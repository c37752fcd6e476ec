import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, inject, it } from 'vitest';

import { call, until } from '../harness/api';
import { enter, expectQuiet, withBrowser } from '../harness/browser';
import { fill, stats } from './fill';

withBrowser();

const TASKS = Number(process.env.DEEP_TASKS ?? 1_000_000);

/** What may pass until a list is answered, and until its page is drawn. */
const ANSWERED_MS = 100;
const DRAWN_MS = 1_000;
const LOOKS = 5;

beforeAll(async () => {
  const started = Date.now();
  await fill(TASKS);
  const { total_tasks: total } = await stats();
  console.info(`${total} tasks, handed in within ${Math.round((Date.now() - started) / 1_000)} s`);
});

const rows = (page: Page) => page.locator('tr[data-task]').first().waitFor();

const pages: readonly { path: string; api: string; drawn: (page: Page) => Promise<unknown> }[] = [
  {
    path: '/',
    api: '/api/stats',
    drawn: page => page.getByText('Tasks by state').waitFor(),
  },
  { path: '/', api: '/api/queues', drawn: page => page.getByText('All 50 queues').waitFor() },
  { path: '/tasks', api: '/api/tasks?limit=50', drawn: rows },
  ...[
    'state=completed',
    'state=failed',
    'state=paused',
    'state=canceled',
    'state=scheduled',
    'queue=queue-07',
    'queue=queue-49&state=completed',
    'kind=noop',
    'label=rare%3Dyes',
    'label=team%3Ddata&queue=queue-10',
    'text=done-19',
    'text=load%20shard%2099',
  ].map(query => ({ path: `/tasks?${query}`, api: `/api/tasks?limit=50&${query}`, drawn: rows })),
  {
    path: '/workers',
    api: '/api/workers',
    drawn: page => page.getByText('worker-1').first().waitFor(),
  },
  {
    path: '/system',
    api: '/api/system',
    drawn: page => page.getByText('Versions and store').waitFor(),
  },
];

describe.each(pages)('$api', ({ path, api, drawn }) => {
  it('is answered and drawn in time', async () => {
    // What finds rare ones is filled in behind the tasks.
    await until(async () => ((await isWhole(api)) ? true : undefined), 20 * 60_000);
    const answered = await median(async () => {
      await call('GET', api);
    });
    // A page with scripts in its cache, as somebody has it who was here before.
    const page = await enter('/schedule');
    const shown = await median(async () => {
      await page.goto('about:blank');
      const started = performance.now();
      await page.goto(new URL(path, inject('url')).href);
      await drawn(page);
      return performance.now() - started;
    });
    console.info(`${api}: answered ${answered.toFixed(0)} ms, drawn ${shown.toFixed(0)} ms`);
    expect(answered).toBeLessThan(ANSWERED_MS);
    expect(shown).toBeLessThan(DRAWN_MS);
    expectQuiet(page);
  });
});

it('goes deep without slowing down', async () => {
  let cursor: string | null = '';
  const times: number[] = [];
  for (let at = 0; at < 200 && cursor !== null; at += 1) {
    const started = performance.now();
    const page: { nextCursor: string | null } = await call(
      'GET',
      `/api/tasks?limit=1000&state=scheduled${cursor}`,
    );
    times.push(performance.now() - started);
    cursor = page.nextCursor === null ? null : `&cursor=${page.nextCursor}`;
  }
  const of = (part: readonly number[]) => [...part].sort((a, b) => a - b)[part.length >> 1] ?? 0;
  const [first, last] = [of(times.slice(0, 20)), of(times.slice(-20))];
  console.info(`a page of 1,000: ${first.toFixed(0)} ms at first, ${last.toFixed(0)} ms deep down`);
  expect(last).toBeLessThan(2 * first + 20);
});

/** A list with something on it that ends at no bound; what is no list always is. */
async function isWhole(api: string): Promise<boolean> {
  const page = await call<{ tasks?: unknown[]; partial?: boolean }>('GET', api);
  return page.tasks === undefined || (page.tasks.length > 0 && page.partial !== true);
}

/** Of several looks; a look that says how long it took is believed. */
async function median(look: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let at = 0; at < LOOKS; at += 1) {
    const started = performance.now();
    const told = await look();
    times.push(typeof told === 'number' ? told : performance.now() - started);
  }
  return times.sort((a, b) => a - b)[LOOKS >> 1] ?? 0;
}
