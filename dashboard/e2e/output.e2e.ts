import { beforeAll, expect, it } from 'vitest';

import { inState, type Made, submit } from './harness/api';
import { enter, expectQuiet, withBrowser } from './harness/browser';

withBrowser();

let million: Made;

beforeAll(async () => {
  million = await submit(
    'seq -f "line %.0f" 1 1000000; echo "a rare word" >&2; echo "<b>bold</b>"; echo the end',
  );
  await inState(million.id, 'completed');
});

it('shows the end of a million lines at once, and any other part of it', async () => {
  const page = await enter('/schedule');
  const started = Date.now();
  await page.goto(`/tasks/${million.id}`);
  const output = page.getByRole('log', { name: 'Output' });
  await output.getByText('the end').waitFor();
  expect(Date.now() - started).toBeLessThan(8_000);
  // What a task writes is text.
  await output.getByText('<b>bold</b>').waitFor();

  await page.getByRole('button', { name: 'Load earlier' }).click();
  await page.getByText(/From line 99[5-7],\d+/).waitFor();
  await page.getByRole('button', { name: 'First line' }).click();
  await output.getByText('line 1', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Last line' }).click();
  await output.getByText('the end').waitFor();
  expect(await page.locator('[role=log] [data-index]').count()).toBeLessThan(150);
  expectQuiet(page);
});

it('finds words far from what is shown', async () => {
  const page = await enter(`/tasks/${million.id}`);
  const output = page.getByRole('log', { name: 'Output' });
  await output.getByText('the end').waitFor();
  const field = page.getByRole('textbox', { name: 'Search the output' });
  await field.fill('line 777777');
  await field.press('Shift+Enter');
  await output.locator('mark').first().waitFor({ timeout: 30_000 });
  await output.getByText('line 777778', { exact: true }).waitFor();

  // Below the tail nothing comes: it goes on at the start.
  await page.getByRole('button', { name: 'Last line' }).click();
  await output.getByText('the end').waitFor();
  await field.fill('line 4321');
  await field.press('Enter');
  await output.getByText('line 4320', { exact: true }).waitFor();
});

it('does not stall meanwhile', async () => {
  const task = await submit('seq 1 1000000; sleep 1; echo finished');
  const page = await enter(`/tasks/${task.id}`);
  await page.evaluate(() => {
    let last = performance.now();
    let worst = 0;
    const look = () => {
      worst = Math.max(worst, performance.now() - last);
      last = performance.now();
      document.body.dataset.worst = String(Math.round(worst));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.getByRole('log').getByText('finished').waitFor({ timeout: 30_000 });
  const worst = Number(await page.evaluate(() => document.body.dataset.worst));
  expect(worst).toBeLessThan(1_000);
});

it('shows one stream alone', async () => {
  const page = await enter(`/tasks/${million.id}`);
  await page.getByText('stderr', { exact: true }).click();
  await page.getByRole('log').getByText('a rare word').waitFor({ timeout: 30_000 });
  expect(await page.locator('[role=log] [data-index]').count()).toBe(1);
});

it('has colours, wraps, and gives the exact bytes', async () => {
  const bytes = `\\033[31mred\\033[0m ${'long '.repeat(200)}`;
  const task = await submit(`printf '${bytes}\\n'`);
  await inState(task.id, 'completed');
  const page = await enter(`/tasks/${task.id}`);
  const red = page.getByRole('log').getByText('red', { exact: true });
  await red.waitFor();
  expect(await red.evaluate(span => getComputedStyle(span).color)).toBe('rgb(255, 123, 114)');
  const height = () =>
    page
      .locator('[role=log] [data-index]')
      .first()
      .evaluate(row => row.clientHeight);
  expect(await height()).toBe(20);
  await page.getByRole('button', { name: 'View of the output' }).click();
  await page.getByLabel('Wrap long lines').click();
  await expect.poll(height).toBeGreaterThan(60);
  await page.keyboard.press('Escape');

  const begun = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Download the output' }).click();
  const stream = await (await begun).createReadStream();
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(Buffer.from(part as Uint8Array));
  expect(Buffer.concat(parts).toString()).toContain('\u001b[31mred\u001b[0m long');
});
