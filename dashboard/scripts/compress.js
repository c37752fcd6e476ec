// Writes a .gz and a .br beside each built file that gains by it, for the gateway to serve.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const dist = new URL('../dist', import.meta.url).pathname;
const texts = /\.(?:js|css|svg|json)$/;

for (const name of await readdir(dist, { recursive: true })) {
  if (!texts.test(name)) continue;
  const file = join(dist, name);
  const plain = await readFile(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
  const forms = [
    ['gz', await promisify(gzip)(plain, { level: 9 })],
    ['br', await promisify(brotliCompress)(plain, { params })],
  ];
  for (const [ending, bytes] of forms) {
    if (bytes.length < plain.length) await writeFile(`${file}.${ending}`, bytes);
  }
}
