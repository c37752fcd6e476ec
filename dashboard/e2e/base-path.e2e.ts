import { afterAll, beforeAll, expect, it } from 'vitest';

import { expectQuiet, open, withBrowser } from './harness/browser';
import { type Site, site } from './harness/site';

withBrowser();

let under: Site;

beforeAll(async () => {
  under = await site('/tm');
});
afterAll(() => under.stop());

it('signs in, hands in and leads deep below a base path', async () => {
  expect(under.link).toMatch(/^\/tm\//);
  const page = await open(`${under.url}${under.link}`);
  const path = () => new URL(page.url()).pathname;
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  expect(path()).toBe('/tm/');

  await page.getByRole('link', { name: 'Schedule', exact: true }).click();
  await page.getByLabel('Command').fill('echo "below $((40 + 2))"; sleep 1');
  await page.getByRole('button', { name: 'Schedule', exact: true }).click();
  await page.getByRole('link', { name: 'Watch it' }).click();
  await page.getByRole('log').getByText('below 42').waitFor();
  await page.getByText('completed', { exact: true }).first().waitFor();
  expect(path()).toMatch(/^\/tm\/tasks\/[0-9a-f-]{36}$/);

  // The address is all that is needed, of a task, of a list and of a form.
  await page.reload();
  await page.getByRole('log').getByText('below 42').waitFor();
  await page.goto(`${under.url}/tm/tasks?state=completed`);
  await page.locator('tr[data-task]').first().waitFor();
  await page.goto(`${under.url}/tm/schedule?command=echo+deep`);
  expect(await page.getByLabel('Command').inputValue()).toBe('echo deep');

  await page.goto(`${under.url}/tm/system`);
  const api = page.getByRole('link', { name: 'OpenAPI document' });
  expect(await api.getAttribute('href')).toBe(`${under.url}/tm/api/openapi.json`);
  const cookies = await page.context().cookies();
  expect(cookies.map(cookie => cookie.path)).toEqual(['/tm']);
  expectQuiet(page);
});

it('serves nothing beside the base path', async () => {
  const outside = await fetch(`${under.url}/tasks`, { headers: { accept: 'text/html' } });
  expect(outside.status).toBe(404);
});
