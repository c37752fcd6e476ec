import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, inject } from 'vitest';

const SCREENSHOTS = path.resolve(import.meta.dirname, '../../../docs/screenshots');
const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

let browser: Browser;

/** A browser for the tests of a file, and pages of which each starts anew. */
export function withBrowser(): void {
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      // Chromium refuses to be sandboxed by root, as which containers run tests.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    });
  });
  afterEach(async () => {
    await Promise.all(browser.contexts().map(context => context.close()));
  });
  afterAll(() => browser.close());
}

/** What the console must not have said. */
const complaints = new WeakMap<Page, string[]>();

export async function open(where: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({
    baseURL: inject('url'),
    viewport: { width: 1360, height: 860 },
    reducedMotion: 'reduce',
    timezoneId: 'Europe/Berlin',
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  const heard: string[] = [];
  complaints.set(page, heard);
  page.on('pageerror', error => heard.push(error.message));
  page.on('console', message => {
    const text = message.text();
    // A page asks who is signed in, and is told that nobody is: that is no fault.
    if (message.type() === 'error' && !text.includes('Failed to load resource')) heard.push(text);
  });
  await page.goto(where);
  return page;
}

/** Signed in already. */
export async function enter(where: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open('/favicon.svg', options);
  const answer = await page.request.post('/api/session', {
    data: { token: inject('token') },
    headers: { origin: inject('url') },
  });
  expect(answer.status()).toBe(204);
  await page.goto(where);
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

/** No script failed, and the policy of the page had nothing to forbid. */
export function expectQuiet(page: Page): void {
  expect(complaints.get(page)).toEqual([]);
}

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

/** axe finds nothing, colours included. */
export async function expectAccessible(page: Page): Promise<void> {
  // Through the debugger, since the policy lets no script in by the page.
  await page.evaluate(await readAxe());
  const violations = await page.evaluate(async (): Promise<readonly Violation[]> => {
    // The script above put it there.
    const { axe } = window as unknown as {
      axe: { run: (of: Document, how: object) => Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    return (await axe.run(document, { runOnly: tags })).violations;
  });
  const found = violations.map(
    one =>
      `${one.id}: ${one.nodes.map(node => `${node.html} ${node.failureSummary ?? ''}`).join('\n')}`,
  );
  expect(found).toEqual([]);
}

let axe: string | undefined;
async function readAxe(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  axe ??= await readFile(AXE, 'utf8');
  return axe;
}

/** A picture for the documentation. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`) });
}
