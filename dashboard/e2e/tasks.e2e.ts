import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';

import { call, submit, until } from './harness/api';
import { enter, expectQuiet, withBrowser } from './harness/browser';

withBrowser();

const rows = (page: Page) => page.locator('tr[data-task]');
const commands = (page: Page) => rows(page).locator('a').allInnerTexts();

beforeAll(async () => {
  await call('POST', '/api/tasks/bulk', {
    tasks: Array.from({ length: 120 }, (_, at) => ({
      kind: 'simulate',
      command: `page-${String(at).padStart(3, '0')}`,
      queue: 'paging',
      labels: { rare: at === 7 ? 'yes' : 'no' },
      delaySeconds: 3_600,
    })),
  });
});

it('goes from page to page and back, also with the keys of the browser', async () => {
  const page = await enter('/tasks?queue=paging&limit=50');
  await rows(page).first().waitFor();
  const first = await commands(page);
  expect(first).toHaveLength(50);
  const older = page.getByRole('button', { name: 'Older' });
  const newer = page.getByRole('button', { name: 'Newer' });
  expect(await newer.isDisabled()).toBe(true);

  const changed = (from: string | undefined) =>
    expect.poll(async () => (await commands(page))[0]).not.toBe(from);
  await older.click();
  await changed(first[0]);
  const second = await commands(page);
  expect(new Set([...first, ...second]).size).toBe(100);
  await older.click();
  await changed(second[0]);
  expect(await commands(page)).toHaveLength(20);
  expect(await older.isDisabled()).toBe(true);

  await newer.click();
  await expect.poll(() => commands(page)).toEqual(second);
  await newer.click();
  await expect.poll(() => commands(page)).toEqual(first);
  await page.goBack();
  await expect.poll(() => commands(page)).toEqual(second);

  // The address is all that is needed.
  await page.reload();
  await expect.poll(() => commands(page)).toEqual(second);
  expectQuiet(page);
});

it('filters, and keeps the filters in the address', async () => {
  const page = await enter('/tasks');
  await page.getByRole('textbox', { name: 'Name or command begins with' }).fill('PAGE-01');
  await expect.poll(() => rows(page).count()).toBe(10);
  expect(page.url()).toContain('text=PAGE-01');

  await page.getByRole('button', { name: 'Filters', exact: true }).click();
  await page.getByLabel('Label', { exact: true }).fill('rare=yes');
  await page.getByLabel('Label', { exact: true }).press('Enter');
  await page.keyboard.press('Escape');
  await page.getByText('No task is like that').waitFor();
  await page.getByRole('textbox', { name: 'Name or command begins with' }).fill('');
  await expect.poll(() => commands(page)).toEqual(['page-007']);

  await page.getByRole('button', { name: 'Remove label: rare=yes' }).click();
  await page.getByRole('button', { name: 'State' }).click();
  await page.getByRole('checkbox', { name: 'scheduled' }).check();
  await page.keyboard.press('Escape');
  await expect.poll(() => page.url()).toContain('state=');
  await rows(page).first().waitFor();
  const states = await rows(page).locator('[data-state]').allInnerTexts();
  expect(new Set(states)).toEqual(new Set(['scheduled']));
  expectQuiet(page);
});

it('ignores what is wrong in an address, and writes one that reads well', async () => {
  const page = await enter('/tasks?state=bogus&label=foo&range=ever&limit=abc&q=&queue=paging');
  await rows(page).first().waitFor();
  await page.getByRole('button', { name: 'State' }).click();
  await page.getByRole('checkbox', { name: 'scheduled' }).check();
  await page.getByRole('checkbox', { name: 'paused' }).check();
  await expect.poll(() => page.url()).toMatch(/\?queue=paging&state=scheduled&state=paused$/);
  // Addresses that were kept.
  await page.goto('/tasks?queue=paging&state=%5B%22scheduled%22%5D');
  await page.getByRole('button', { name: 'State: scheduled' }).waitFor();
  await page.getByText('First 50 tasks').waitFor();
  expectQuiet(page);
});

it('keeps views and columns in the browser', async () => {
  const page = await enter('/tasks?queue=paging&state=scheduled');
  await page.getByRole('button', { name: 'Views' }).click();
  await page.getByRole('menuitem', { name: 'Save this view…' }).click();
  await page.getByLabel('Name', { exact: true }).fill('My paging');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await page.getByRole('button', { name: 'My paging' }).waitFor();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Id', exact: true }).check();

  await page.goto('/tasks');
  await page.getByRole('columnheader', { name: 'Id', exact: true }).waitFor();
  await page.getByRole('button', { name: 'All tasks' }).click();
  await page.getByRole('menuitem', { name: 'My paging' }).click();
  await expect.poll(() => page.url()).toContain('queue=paging');
});

it('does the same to many tasks at once', async () => {
  const page = await enter('/tasks?queue=paging&limit=25');
  await page.getByLabel('Select all on this page').check();
  await page.getByText('25 tasks selected').waitFor();
  const bar = page.getByRole('region', { name: 'Selected tasks' });
  await bar.getByRole('button', { name: 'Pause' }).click();
  await page.getByText('25 tasks paused.').waitFor();
  await expect.poll(() => page.locator('tr [data-state="paused"]').count()).toBe(25);
  await page.getByLabel('Select all on this page').check();
  await bar.getByRole('button', { name: 'Cancel 25 tasks' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel 25 tasks' }).click();
  await page.getByText('25 tasks canceled.').waitFor();
  await expect.poll(() => page.locator('tr [data-state="canceled"]').count()).toBe(25);
  expectQuiet(page);
});

it('shows new tasks and their states as they come', async () => {
  const page = await enter('/tasks?queue=fresh');
  await page.getByText('No task is like that').waitFor();
  await submit('sleep 3; echo fresh', { queue: 'fresh' });
  await page.locator('tr [data-state="running"]').waitFor();
  await page.locator('tr [data-state="completed"]').waitFor();
});

it('is drawn a few times a second, however much happens', async () => {
  const page = await enter('/tasks?limit=25');
  await rows(page).first().waitFor();
  await page.evaluate(() => {
    const table = document.querySelector('tbody');
    let ticks = 0;
    // Batches of changes, as React makes them.
    new MutationObserver(() => {
      ticks += 1;
      document.body.dataset.draws = String(ticks);
    }).observe(table ?? document.body, { subtree: true, childList: true, characterData: true });
  });
  const started = Date.now();
  await call('POST', '/api/tasks/bulk', {
    tasks: Array.from({ length: 3_000 }, () => ({ kind: 'noop', queue: 'many' })),
  });
  await until(async () => {
    const { tasks } = await call<{ tasks: unknown[] }>(
      'GET',
      '/api/tasks?queue=many&state=queued&limit=1',
    );
    return tasks.length === 0 ? true : undefined;
  });
  const seconds = (Date.now() - started) / 1_000;
  const draws = Number(await page.evaluate(() => document.body.dataset.draws ?? '0'));
  // The first ones of a burst come at once.
  expect(draws).toBeLessThanOrEqual(4 * seconds + 8);
});
