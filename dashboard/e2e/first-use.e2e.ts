import { expect, inject, it } from 'vitest';

import { inState, read, submit } from './harness/api';
import { enter, expectQuiet, open, withBrowser } from './harness/browser';

withBrowser();

it('takes somebody from the printed link to the output of a command', async () => {
  const page = await open(inject('link'));
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  expect(page.url()).not.toContain('code');

  await page.getByRole('link', { name: 'Schedule', exact: true }).click();
  await page.getByLabel('Command').fill('for i in 1 2 3; do echo "step $i"; sleep 0.4; done');
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await page.getByText('The task is scheduled').waitFor();
  await page.getByRole('link', { name: 'Watch it' }).click();

  const output = page.getByRole('log', { name: 'Output' });
  await output.getByText('step 1').waitFor();
  await output.getByText('step 3').waitFor();
  await page
    .getByRole('heading', { level: 1 })
    .locator('xpath=..')
    .getByText('completed')
    .waitFor();
  await page.getByText('Ended', { exact: true }).waitFor();

  // A link works once, and the cookie is for the browser alone.
  const cookies = await page.context().cookies();
  expect(cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
  expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('session');
  expectQuiet(page);

  // For whoever is in already it leads in.
  await page.goto(inject('link'));
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();

  const again = await open(inject('link'));
  await again.getByRole('button', { name: 'Sign in' }).waitFor();
});

it('shows what happens without asking again', async () => {
  const task = await submit('for i in 1 2 3 4; do echo "beat $i"; sleep 0.5; done');
  const page = await enter(`/tasks/${task.id}`);
  await page.getByRole('log').getByText('beat 1').waitFor();
  await page.getByRole('status').getByText('Live').first().waitFor();
  await page.route('**/api/**', route => route.abort());
  await page.getByRole('log').getByText('beat 4').waitFor();
  await page.getByText('completed', { exact: true }).first().waitFor();
});

it('says when it is cut off, and comes back by itself', async () => {
  const task = await submit('for i in $(seq 1 40); do echo "pulse $i"; sleep 0.25; done');
  const page = await enter('/system');
  const sockets = new Set<() => Promise<void>>();
  let away = false;
  await page.routeWebSocket(/\/api\/ws/, socket => {
    if (away) {
      void socket.close();
      return;
    }
    socket.connectToServer();
    sockets.add(() => socket.close());
  });
  await page.goto(`/tasks/${task.id}`);
  await page
    .getByRole('log')
    .getByText(/^pulse \d+$/)
    .first()
    .waitFor();
  const mark = page.getByRole('region', { name: 'Output' }).getByRole('status').first();
  await mark.getByText('Live').waitFor();
  away = true;
  await Promise.all([...sockets].map(close => close()));
  await mark.getByText('Reconnecting').waitFor();
  away = false;
  await mark.getByText('Live').waitFor();
  await page.getByRole('log').getByText('pulse 40').waitFor({ timeout: 20_000 });
  // Nothing twice, nothing left out.
  const words = await page.getByRole('log').innerText();
  const beats = [...words.matchAll(/pulse (\d+)/g)].map(found => Number(found[1]));
  expect(beats).toEqual([...new Set(beats)].sort((a, b) => a - b));
});

it('tries a failure again', async () => {
  const task = await submit('echo trying; exit 4', { name: 'flaky' });
  await inState(task.id, 'failed');
  const page = await enter(`/tasks/${task.id}`);
  await page.getByText('exited with code 4').first().waitFor();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('ended, retried by hand').waitFor();
  await page.getByText('exited with code 4').first().waitFor();
  expect((await read(task.id)).attempt).toBe(2);
  await page.getByLabel('Attempt', { exact: true }).first().waitFor();
  expectQuiet(page);
});

it('cancels, pauses and resumes', async () => {
  const later = await submit('echo later', { delaySeconds: 600 });
  const page = await enter(`/tasks/${later.id}`);
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await inState(later.id, 'canceled');

  const running = await submit('sleep 60');
  await inState(running.id, 'running');
  await page.goto(`/tasks/${running.id}`);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the task' }).click();
  await page.getByText('canceled', { exact: true }).first().waitFor();
});
