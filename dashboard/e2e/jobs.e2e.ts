import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { until } from './harness/api';
import { expectAccessible, expectQuiet, open, picture, withBrowser } from './harness/browser';
import { type Site, site } from './harness/site';

withBrowser();

// A TaskMaster of its own: what its log says is looked at.
let own: Site;

beforeAll(async () => {
  own = await site();
});
afterAll(() => own.stop());

async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(new URL(path, own.url), {
    method,
    headers: { authorization: `Bearer ${own.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  // Who calls says what is answered.
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

interface Job {
  readonly id: string;
  readonly broken: boolean;
  readonly nextRunAt: string | null;
  readonly schedule: { readonly active: boolean };
}

const make = (name: string, command: string, more: object = {}) =>
  call<Job>('POST', '/api/jobs', { name, task: { command }, ...more });

const read = (id: string) => call<Job>('GET', `/api/jobs/${id}`);

const runs = async (id: string) =>
  (await call<{ runs: { state: string }[] }>('GET', `/api/jobs/${id}/runs`)).runs;

/** Signed in, at a page of this TaskMaster. */
async function enter(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(`${own.url}/favicon.svg`, options);
  const answer = await page.request.post(`${own.url}/api/session`, {
    data: { token: own.token },
    headers: { origin: own.url },
  });
  expect(answer.status()).toBe(204);
  await page.goto(`${own.url}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const quick = (page: Page) => page.getByRole('combobox', { name: /^Schedule of/ });

it('makes a job with what is typed, runs it and shows the run', async () => {
  const page = await enter('/jobs');
  await page.getByText('No jobs yet').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'New job' }).first().click();
  // The list has a field of that name too.
  await page.getByRole('heading', { name: 'New job', level: 1 }).waitFor();
  await page.getByRole('textbox', { name: /^Name/ }).fill('greeting');
  await page.getByRole('textbox', { name: /Command/ }).fill('echo hello from a job');
  await page.getByRole('button', { name: 'Weekdays at 9' }).click();
  await page.getByText(/09:00/).first().waitFor();
  await picture(page, 'job-editor-light');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Make the job' }).click();
  await page.getByRole('heading', { name: 'greeting', level: 1 }).waitFor();
  await page.getByText(/Next run:/).waitFor();
  await page.getByRole('button', { name: 'Run now' }).click();
  const row = page.getByRole('region', { name: 'Runs' }).locator('tr[data-run]');
  await row.getByText('completed').waitFor();
  expect(await row.getByRole('cell').nth(2).innerText()).toBe('manual');
  await picture(page, 'job-light');
  await expectAccessible(page);
  await row.getByRole('link', { name: 'output' }).click();
  await page.getByRole('log').getByText('hello from a job').waitFor();
  expectQuiet(page);
});

it('says beside its field that a date never comes', async () => {
  const page = await enter('/jobs/new');
  await page.getByRole('textbox', { name: /^Name/ }).fill('never');
  await page.getByRole('textbox', { name: /Command/ }).fill('true');
  await page.getByRole('textbox', { name: /Expressions/ }).fill('0 0 30 2 *');
  await page.getByRole('button', { name: 'Make the job' }).click();
  await page.locator('.mantine-InputWrapper-error').getByText(/never/i).waitFor();
  expectQuiet(page);
});

it('goes back to Off when the checks of a job are not ok', async () => {
  const checks = [{ name: 'away', kind: 'command', command: 'exit 1' }];
  const off = { kind: 'interval', seconds: 3_600, active: false };
  const { id } = await make('guarded', 'true', { checks, requiresChecks: true, schedule: off });
  const page = await enter(`/jobs/${id}`);
  await quick(page).selectOption({ label: 'Every 1h' });
  await page.getByText(/all its checks are ok/).waitFor();
  await until(async () => ((await quick(page).inputValue()) === 'off' ? true : undefined));
  expect((await read(id)).schedule.active).toBe(false);

  await page.getByRole('button', { name: 'Check now' }).click();
  await page.getByText('failed', { exact: true }).first().waitFor();
  expect(await runs(id)).toEqual([]);
  expectQuiet(page);
});

it('starts nothing when it is switched on: the first run is an hour away', async () => {
  const { id } = await make('hourly', 'true');
  const page = await enter(`/jobs/${id}`);
  await quick(page).selectOption({ label: 'Every 1h' });
  await page.getByText(/Next run:/).waitFor();
  const { nextRunAt } = await read(id);
  const wait = Date.parse(nextRunAt ?? '') - Date.now();
  expect(wait).toBeGreaterThan(3_540_000);
  expect(wait).toBeLessThanOrEqual(3_600_000);
  expect(await runs(id)).toEqual([]);
  expectQuiet(page);
});

it('shows in three places that a scheduled run broke a job, and that it is off', async () => {
  const schedule = { kind: 'interval', seconds: 1 };
  const { id } = await make('fragile', 'echo "no such table" >&2; exit 3', { schedule });
  const page = await enter(`/jobs/${id}`);
  // The page was open before it happened.
  await page.getByRole('heading', { level: 1 }).waitFor();
  const badges = page.getByText('broken', { exact: true });
  await until(async () => ((await badges.count()) === 2 ? true : undefined));
  expect(await quick(page).inputValue()).toBe('off');
  await page.getByRole('region', { name: 'Ledger of fires' }).getByText('fired').waitFor();
  expect(await read(id)).toMatchObject({ broken: true, nextRunAt: null });
  expect((await runs(id)).map(run => run.state)).toEqual(['failed']);

  await page.getByRole('link', { name: 'Jobs', exact: true }).first().click();
  const row = page.locator(`tr[data-job="${id}"]`);
  const badge = row.getByText('broken', { exact: true });
  await badge.waitFor();
  // It looks like one, and is no mere word.
  expect(await badge.evaluate(at => getComputedStyle(at).display)).toBe('inline-flex');
  await picture(page, 'jobs-light');
  await expectAccessible(page);

  // Any choice mends it, Off too.
  await row.getByRole('combobox').selectOption({ label: 'Every 24h' });
  await until(async () => ((await read(id)).broken ? undefined : true));
  expectQuiet(page);
});

it('switches the schedules of several at once, on a phone and by keys', async () => {
  const schedule = { kind: 'interval', seconds: 3_600 };
  const names = ['several, one', `several, ${'long'.repeat(50)}`];
  const jobs = await Promise.all(names.map(name => make(name, 'true', { schedule })));
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };
  const page = await enter('/jobs?name=several', phone);
  for (const name of names) {
    await page.getByRole('checkbox', { name: `Select ${name}` }).press('Space');
  }
  const bar = page.getByRole('region', { name: 'Selected jobs' });
  await expectAccessible(page);
  const wide = await page.evaluate(() => {
    const list = document.querySelector('[role="region"][aria-label="Jobs"]');
    const over = (at: Element | null) => (at === null ? 0 : at.scrollWidth - at.clientWidth);
    return [over(document.documentElement), over(list)];
  });
  expect(wide).toEqual([0, 0]);
  await bar.getByRole('button', { name: 'Switch off 2 schedules' }).press('Enter');
  await page.getByText('2 schedules switched off.').waitFor();
  await bar.waitFor({ state: 'detached' });
  for (const { id } of jobs) expect((await read(id)).schedule.active).toBe(false);
  expectQuiet(page);
});

it('has room for what is upcoming and for the run log at each width', async () => {
  // Upcoming, and so far away that it does not run meanwhile.
  const hour = (new Date().getUTCHours() + 12) % 24;
  const schedule = { kind: 'cron', expressions: [`0 ${hour} * * *`], timezone: 'UTC' };
  const { id } = await make('at each width', 'true', { schedule });
  await call('POST', `/api/jobs/${id}/run`, {});
  await until(async () => ((await runs(id))[0]?.state === 'completed' ? true : undefined));
  for (const width of [360, 768]) {
    const page = await enter('/jobs', { viewport: { width, height: 800 } });
    const upcoming = page.getByRole('region', { name: 'Upcoming' });
    const line = upcoming.getByRole('listitem').first().getByRole('img');
    await line.waitFor();
    expect((await line.boundingBox())?.width).toBeGreaterThan(width / 3);

    await page.goto(`${own.url}/jobs/${id}`);
    const log = page.getByRole('region', { name: 'Runs' });
    const run = log.locator('tr[data-run]');
    await run.getByText('completed').waitFor();
    expect(await run.getByText('api', { exact: true }).isVisible()).toBe(true);
    expect(await run.locator('time').count()).toBe(2);
    expect(await log.evaluate(at => at.scrollWidth - at.clientWidth)).toBe(0);
    await expectAccessible(page);
    expectQuiet(page);
  }
});

it('deletes a job that is due again and again, and the log knows of no error', async () => {
  const schedule = { kind: 'interval', seconds: 1 };
  const { id } = await make('ticking', 'true', { schedule });
  await until(async () => ((await runs(id)).length > 0 ? true : undefined));
  const page = await enter(`/jobs/${id}`);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('menuitem', { name: 'Delete…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  await page.locator(`tr[data-job="${id}"]`).waitFor({ state: 'detached' });
  const gone = await fetch(new URL(`/api/jobs/${id}`, own.url), {
    headers: { authorization: `Bearer ${own.token}` },
  });
  expect(gone.status).toBe(404);
  expect(own.log()).not.toMatch(/\b(ERROR|WARN)\b|"level":"(ERROR|WARN)"/);
  expectQuiet(page);
});
