import { expect, inject, it } from 'vitest';

import { submit } from './harness/api';
import { enter, expectAccessible, withBrowser } from './harness/browser';

withBrowser();

it('ends in all tabs at once, and comes back to what was typed', async () => {
  const page = await enter('/schedule');
  await page.getByLabel('Command').fill('echo typed before');
  const other = await page.context().newPage();
  await other.goto('/system');
  await other.getByRole('button', { name: 'Account' }).last().click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You signed out in another tab').waitFor();
  await expectAccessible(page);
  await other.getByRole('textbox', { name: 'Token' }).fill(inject('token'));
  await other.keyboard.press('Enter');
  await page.getByText('What you typed before').waitFor();
  expect(await page.getByLabel('Command').inputValue()).toBe('echo typed before');
});

it('ends here without a word of an end, however late that is answered', async () => {
  const page = await enter('/schedule');
  await page.getByLabel('Command').fill('echo kept');
  let answer: () => void = () => undefined;
  await page.route('**/api/session', async route => {
    const response = await route.fetch();
    if (route.request().method() === 'DELETE') {
      await new Promise<void>(resolve => (answer = resolve));
    }
    await route.fulfill({ response });
  });
  // The socket ends with the session, and then who is signed in is asked.
  const refused = page.waitForResponse(response => response.status() === 401);
  await page.getByRole('button', { name: 'Account' }).last().click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await refused;
  await page.getByRole('heading', { name: 'Schedule', level: 1 }).waitFor();
  answer();
  await page.getByRole('textbox', { name: 'Token' }).waitFor();
  expect(new URL(page.url()).search).toBe('');
  expect(await page.getByText('Your session has ended').count()).toBe(0);
});

it('says that the session has ended', async () => {
  const page = await enter('/schedule');
  await page.getByLabel('Command').fill('echo kept');
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await page.getByText('Your session has ended').waitFor();
  await page.getByRole('textbox', { name: 'Token' }).fill(inject('token'));
  await page.keyboard.press('Enter');
  await page.getByText('What you typed before').waitFor();
  expect(await page.getByLabel('Command').inputValue()).toBe('echo kept');
});

it('says that nobody answers, and of when what is shown is', async () => {
  const page = await enter('/sign-in');
  let isAway = false;
  const sockets = new Set<() => Promise<void>>();
  await page.routeWebSocket(/\/api\/ws/, socket => {
    if (isAway) return void socket.close();
    socket.connectToServer();
    sockets.add(() => socket.close());
  });
  await page.goto('/');
  const badge = (words: string) => page.getByText(words, { exact: true }).last();
  await badge('Live').waitFor();
  isAway = true;
  await page.route('**/api/**', route => (isAway ? route.abort() : route.continue()));
  await Promise.all([...sockets].map(close => close()));
  await badge('Not reachable').waitFor();
  await page.getByText(/Everything below is as of/).waitFor();
  await expectAccessible(page);
  isAway = false;
  await badge('Live').waitFor({ timeout: 30_000 });
});

it('shows what would turn a name around', async () => {
  const task = await submit('true', { name: '\u202Egnp.exe', labels: { kind: '\u202Elive' } });
  const page = await enter(`/tasks/${task.id}`);
  await page.getByRole('heading', { level: 1, name: '<U+202E>gnp.exe' }).waitFor();
  await page.getByText('kind=<U+202E>live').waitFor();
  expect(await page.title()).toBe('<U+202E>gnp.exe · TaskMaster');
});
