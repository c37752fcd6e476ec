import type { Page } from 'playwright-core';
import { expect, inject, it } from 'vitest';

import { call } from '../harness/api';
import { enter, expectQuiet, withBrowser } from '../harness/browser';

withBrowser();

const A_SECOND = 10_000;
const LOADED_S = 10;
const SOAK_S = Number(process.env.SOAK_SECONDS ?? 3_600);

/** Hands in so many tasks a second, as far as the machine goes; how many those were a second. */
async function load(seconds: number, perSecond: number): Promise<number> {
  const tasks = Array.from({ length: perSecond }, (_, at) => ({
    kind: 'noop',
    queue: `live-${at % 5}`,
  }));
  const started = Date.now();
  for (let second = 0; second < seconds; second += 1) {
    await call('POST', '/api/tasks/bulk', { tasks });
    const ahead = started + (second + 1) * 1_000 - Date.now();
    if (ahead > 0) await new Promise(resolve => setTimeout(resolve, ahead));
  }
  return (seconds * perSecond * 1_000) / (Date.now() - started);
}

/** Counts the frames in which the page changed. */
const count = (page: Page) =>
  page.evaluate(() => {
    document.body.dataset.draws = '0';
    let seen = false;
    new MutationObserver(() => {
      if (seen) return;
      seen = true;
      document.body.dataset.draws = String(Number(document.body.dataset.draws) + 1);
      requestAnimationFrame(() => {
        seen = false;
      });
    }).observe(document.getElementById('root') ?? document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });

const draws = async (page: Page) =>
  Number(await page.evaluate(() => document.body.dataset.draws ?? '0'));

it.each(['/', '/tasks', '/workers'])(
  'draws %s four times a second at most, however much happens',
  async path => {
    const page = await enter(path);
    await page.getByRole('status').getByText('Live').first().waitFor();
    // What opening the page needed is over.
    await page.waitForTimeout(3_000);
    await count(page);
    const started = Date.now();
    const rate = await load(LOADED_S, A_SECOND);
    const drawn = await draws(page);
    const seconds = (Date.now() - started) / 1_000;
    console.info(
      `${path}: ${rate.toFixed(0)} tasks/s, drawn ${(drawn / seconds).toFixed(1)} times a second`,
    );
    // The first ones of a burst come at once.
    expect(drawn).toBeLessThanOrEqual(4 * seconds + 8);
    expect(drawn).toBeGreaterThan(seconds / 2);
    expectQuiet(page);
  },
);

it('needs no more memory after a long time than after a short one', async () => {
  const page = await enter('/');
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.enable');
  const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    const { usedSize } = await devtools.send('Runtime.getHeapUsage');
    return usedSize;
  };
  const links = ['Tasks', 'Workers', 'System', 'Schedule', 'Overview'];
  const sizes: number[] = [];
  const end = Date.now() + SOAK_S * 1_000;
  while (Date.now() < end) {
    await load(2, 1_000);
    for (const name of links) {
      await page.getByRole('link', { name, exact: true }).first().click();
      await page.getByRole('heading', { level: 1, name }).waitFor();
    }
    sizes.push(await heap());
    await page.waitForTimeout(Math.min(10_000, (SOAK_S * 1_000) / 30));
  }
  const megabytes = sizes.map(size => Math.round(size / 1e5) / 10);
  console.info(`${inject('url')} heap in MB: ${megabytes.join(' ')}`);
  const part = Math.max(1, Math.floor(sizes.length / 4));
  const mean = (of: readonly number[]) => of.reduce((sum, size) => sum + size, 0) / of.length;
  // What is cached at first is there after the first quarter.
  const [early, late] = [mean(sizes.slice(part, 2 * part)), mean(sizes.slice(-part))];
  expect(late).toBeLessThan(1.2 * early + 2e6);
  expectQuiet(page);
});
