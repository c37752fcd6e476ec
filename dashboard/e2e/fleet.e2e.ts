import type { Page } from 'playwright-core';
import { afterAll, expect, it } from 'vitest';

import { call, inState, read, submit, until } from './harness/api';
import { enter, expectQuiet, withBrowser } from './harness/browser';

withBrowser();

interface Worker {
  readonly name: string;
  readonly status: string;
}

const present = async (count: number) =>
  until(async () => {
    const { workers } = await call<{ workers: Worker[] }>('GET', '/api/workers');
    return workers.filter(worker => worker.status !== 'offline').length === count
      ? true
      : undefined;
  });

const shown = (page: Page, count: number) =>
  page
    .getByRole('status')
    .getByText(new RegExp(`^${count} present$`))
    .waitFor({ timeout: 30_000 });

afterAll(async () => {
  await call('POST', '/api/workers/scale', { count: 3 });
  await present(3);
});

it('makes the fleet larger and smaller, and shows it as it happens', async () => {
  await call('POST', '/api/workers/scale', { count: 3 });
  await present(3);
  const page = await enter('/workers');
  await shown(page, 3);
  await page.getByRole('button', { name: 'Scale to 5 workers' }).click();
  await shown(page, 5);
  await present(5);
  for (let wanted = 4; wanted >= 2; wanted -= 1) {
    await page.getByRole('button', { name: 'One worker less' }).click();
    await page.getByLabel('Wanted workers').getByText(String(wanted)).waitFor();
  }
  await shown(page, 2);
  await present(2);
  expectQuiet(page);
});

it('ends what a killed worker ran, and runs it elsewhere as attempt 2', async () => {
  await call('POST', '/api/workers/scale', { count: 3 });
  await present(3);
  const task = await submit('echo "process $$"; sleep 6; echo done', { name: 'survivor' });
  const first = await inState(task.id, 'running');
  const worker = first.worker?.name ?? '';

  const page = await enter(`/tasks/${task.id}`);
  const line = page.getByRole('log').getByText(/^process \d+$/);
  await line.waitFor();
  const pid = Number((await line.innerText()).split(' ')[1]);
  expect(alive(pid)).toBe(true);

  const steering = await enter('/workers');
  await steering.getByRole('button', { name: `Actions on ${worker}` }).click();
  await steering.getByRole('menuitem', { name: 'Kill…' }).click();
  const dialog = steering.getByRole('dialog');
  await dialog.getByRole('button', { name: `Kill ${worker}` }).click();

  // The page that was open all along shows the second attempt.
  await page.getByText('worker lost').waitFor({ timeout: 30_000 });
  expect(alive(pid)).toBe(false);
  await page.getByRole('log').getByText('done').waitFor({ timeout: 30_000 });
  await page.getByText('completed', { exact: true }).first().waitFor();
  const last = await read(task.id);
  expect(last).toMatchObject({ state: 'completed', attempt: 2 });
  expect(last.worker?.name).not.toBe(worker);
  expectQuiet(page);
  await call('POST', '/api/workers/scale', { count: 3 });
  await present(3);
});

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
