import path from 'node:path';
import { createServer, type ViteDevServer } from 'vite';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';

let dev: ViteDevServer;
let url: string;

// What `make dev-frontend` starts, on a port that is free.
beforeAll(async () => {
  process.env.TASKMASTER_GATEWAY = inject('url');
  const root = path.resolve(import.meta.dirname, '..');
  dev = await createServer({
    root,
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'error',
    server: { host: '127.0.0.1', port: 0, strictPort: false },
  });
  await dev.listen();
  url = dev.resolvedUrls?.local[0] ?? '';
});
afterAll(() => dev.close());

it('serves the page from its sources and passes the API on to the gateway', async () => {
  const page = await fetch(new URL('/tasks', url), { headers: { accept: 'text/html' } });
  expect(page.status).toBe(200);
  expect(await page.text()).toContain('/src/main.tsx');
  const source = await fetch(new URL('/src/main.tsx', url));
  expect(source.headers.get('content-type')).toContain('javascript');

  const nobody = await fetch(new URL('/api/session', url));
  expect(nobody.status).toBe(401);
  const headers = { authorization: `Bearer ${inject('token')}` };
  const system = await fetch(new URL('/api/system', url), { headers });
  expect(await system.json()).toMatchObject({ store: 'sqlite' });
});
