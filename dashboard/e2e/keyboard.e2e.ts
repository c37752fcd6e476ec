import { expect, it } from 'vitest';

import { inState, submit } from './harness/api';
import { enter, expectAccessible, expectQuiet, withBrowser } from './harness/browser';

withBrowser();

it('goes everywhere with the palette', async () => {
  const task = await submit('echo found');
  await inState(task.id, 'completed');
  const page = await enter('/');
  await page.keyboard.press('Control+k');
  const field = page.getByRole('textbox', { name: 'Search or act' });
  await field.waitFor();
  await expectAccessible(page);
  await field.fill(task.id);
  await page.getByText('Open task').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/tasks/${task.id}`);
  await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
  await page.keyboard.press('Control+k');
  await field.fill(task.id.slice(-8));
  await page.getByText('echo found').last().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await field.fill('work');
  await page.getByText('Go to Workers').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/workers');
  expectQuiet(page);
});

it('has shortcuts and tells of them', async () => {
  const page = await enter('/');
  await page.keyboard.press('g');
  await page.keyboard.press('t');
  await page.waitForURL('**/tasks');
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await page.waitForURL('**/schedule');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
});

it('needs no mouse to schedule a command and to read its output', async () => {
  const page = await enter('/schedule');
  const reach = async (name: string) => {
    for (let presses = 0; presses < 60; presses += 1) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => {
        const at = document.activeElement;
        // A control that may have labels.
        const labels = (at as HTMLInputElement | null)?.labels;
        return labels?.[0]?.textContent ?? at?.getAttribute('aria-label') ?? at?.textContent ?? '';
      });
      if (label.trim().startsWith(name)) return;
    }
    throw new Error(`${name} cannot be reached`);
  };
  await reach('Command');
  await page.keyboard.type('echo by hand');
  await reach('Schedule');
  await page.keyboard.press('Enter');
  await page.getByText('The task is scheduled').waitFor();
  await reach('Watch it');
  await page.keyboard.press('Enter');
  await page.getByRole('log').getByText('by hand').waitFor();
  await reach('Output');
  expect(await page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('log');
});

it('puts what the gateway refuses beside its field', async () => {
  const page = await enter('/schedule');
  await page.getByLabel('Command').fill('echo x');
  await page.getByRole('button', { name: /Queue, retries/ }).click();
  await page.getByLabel('Queue', { exact: true }).fill('');
  await page.getByRole('button', { name: 'Add a label' }).click();
  await page.getByLabel('Name of label 1').fill('two words');
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await page.getByText(/Must be 1 to 255 letters/).waitFor();
  await expectAccessible(page);
  const label = page.getByLabel('Name of label 1');
  expect(await label.getAttribute('aria-invalid')).toBe('true');
  await page
    .getByRole('alert')
    .getByText(/Not scheduled/)
    .waitFor();
  await expect.poll(() => label.evaluate(at => at === document.activeElement)).toBe(true);
  // What was typed is not lost by a slip.
  await page.getByRole('link', { name: 'Tasks', exact: true }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Stay' }).click();
  expect(await label.inputValue()).toBe('two words');
});

it('schedules demo tasks', async () => {
  const page = await enter('/schedule');
  await page.getByLabel('How many').fill('25');
  await page.getByRole('button', { name: 'Schedule them' }).click();
  await page.getByText('25 tasks scheduled.').waitFor();
  await page.getByRole('link', { name: 'See them' }).click();
  await page.locator('tr[data-task]').nth(24).waitFor();
});
