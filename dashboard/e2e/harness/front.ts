import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

const DIST = process.env.DASHBOARD_DIST ?? path.resolve(import.meta.dirname, '../../dist');

const KINDS: Partial<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.html': 'text/html; charset=utf-8',
};

export interface Front {
  /** Without the base path. */
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/**
 * Serves the build in `dist` as the gateway does, below the same base path and with the same policy,
 * and passes the API on. So a build is tried without compiling it into the program.
 */
export async function front(gateway: string, basePath: string): Promise<Front> {
  const to = new URL(gateway);
  const server = http.createServer((request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith(`${basePath}/api`)) {
      const passed = http.request(options(request, to), answer => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      passed.on('error', () => response.writeHead(502).end());
      request.pipe(passed);
      return;
    }
    if (url.startsWith(`${basePath}/`)) void file(url.slice(basePath.length), basePath, response);
    else response.writeHead(404).end();
  });
  server.on('upgrade', (request, socket, head) => {
    const passed = http.request(options(request, to));
    passed.on('upgrade', (answer, other) => {
      const lines = answer.rawHeaders.flatMap((name, at, all) =>
        at % 2 === 0 ? [`${name}: ${all[at + 1] ?? ''}`] : [],
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (head.length > 0) other.write(head);
      socket.pipe(other).pipe(socket);
      socket.on('error', () => other.destroy());
      other.on('error', () => socket.destroy());
    });
    passed.on('response', () => socket.destroy());
    passed.on('error', () => socket.destroy());
    passed.end();
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  // A server on a TCP port has an address of this shape.
  const { port } = server.address() as AddressInfo;
  const stop = () =>
    new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, stop };
}

function options(request: http.IncomingMessage, to: URL): http.RequestOptions {
  const { method, url, headers } = request;
  return { host: to.hostname, port: to.port, method, path: url, headers };
}

async function file(url: string, basePath: string, response: http.ServerResponse): Promise<void> {
  const name = new URL(url, 'http://x').pathname;
  const ending = path.extname(name);
  try {
    if (KINDS[ending] !== undefined && ending !== '.html') {
      const bytes = await readFile(path.join(DIST, path.normalize(name)));
      response.writeHead(200, { 'content-type': KINDS[ending] }).end(bytes);
      return;
    }
    const nonce = randomUUID();
    const html = await readFile(path.join(DIST, 'index.html'), 'utf8');
    const policy = [
      "default-src 'self'",
      `style-src 'self' 'nonce-${nonce}'`,
      "img-src 'self' data:",
      "connect-src 'self'",
      "object-src 'none'",
      "base-uri 'self'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ];
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy.join('; '),
      })
      .end(
        html
          .replace('<base href="/" />', `<base href="${basePath}/" />`)
          .replace('name="style-nonce" content=""', `name="style-nonce" content="${nonce}"`),
      );
  } catch {
    response.writeHead(404).end();
  }
}
