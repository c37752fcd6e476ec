import { expect, it } from 'vitest';

import { call, submit } from './harness/api';
import { enter, expectQuiet, withBrowser } from './harness/browser';

withBrowser();

it('tells what people do as they do it, and still does after a reload', async () => {
  const page = await enter('/');
  const log = page.getByRole('region', { name: 'What happened' });
  await log
    .getByText(/worker-\d+ connected|submitted/)
    .first()
    .waitFor();
  const task = await submit('true', { name: 'quarterly', delaySeconds: 3_600 });
  await call('POST', `/api/tasks/${task.id}/pause`);
  const paused = log.getByRole('link', { name: /paused quarterly .*by admin · task/ });
  await paused.waitFor();
  await page.reload();
  await paused.click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  expect(page.url()).toContain(task.id);
  await call('POST', `/api/tasks/${task.id}/cancel`);
  expectQuiet(page);
});

it('names the tasks of which it tells every change, as soon as it has read of them', async () => {
  const page = await enter('/');
  await page.getByText('Every change').click();
  await submit('sleep 3', { name: 'hourglass' });
  const feed = page.getByRole('region', { name: 'What happened' });
  await feed.getByRole('link', { name: /^hourglass sleep 3.*running/ }).waitFor();
  await feed.getByRole('link', { name: /^hourglass sleep 3.*completed/ }).waitFor();
  expectQuiet(page);
});

it('counts what stands in each queue', async () => {
  await call('POST', '/api/tasks/bulk', {
    tasks: Array.from({ length: 7 }, () => ({ command: 'exit 4', queue: 'hopeless' })),
  });
  const page = await enter('/');
  const more = page.getByRole('button', { name: /^All \d+ queues$/ });
  const row = page.getByRole('row', { name: /^hopeless/ });
  await row.or(more).first().waitFor();
  if ((await row.count()) === 0) await more.click();
  await row.getByRole('link', { name: '7' }).click();
  await page.getByRole('heading', { level: 1, name: 'Tasks' }).waitFor();
  await expect.poll(() => page.locator('tr[data-task]').count()).toBe(7);
  expectQuiet(page);
});

it('shows the configuration without secrets', async () => {
  const page = await enter('/system');
  const card = page.getByRole('region', { name: 'Configuration' });
  await card.getByLabel('Filter the configuration').fill('listen');
  await card.getByRole('rowheader', { name: 'http.listen' }).waitFor();
  await card.getByLabel('Only what was set').check();
  await card.getByText('flag').first().waitFor();
  expectQuiet(page);
});
