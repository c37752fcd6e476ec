// Writes src/api/schema.ts from the gateway's committed OpenAPI document; with --check fails when
// it is out of date instead.
import { readFile, writeFile } from 'node:fs/promises';

import openapiTS, { astToString } from 'openapi-typescript';
import ts from 'typescript';

const document = new URL('../../gateway/openapi.json', import.meta.url);
const target = new URL('../src/api/schema.ts', import.meta.url);

const nodes = await openapiTS(document, {
  alphabetize: true,
  // Any JSON at all. Its schema names itself, which a type alias of TypeScript cannot.
  transform: (_schema, { path }) =>
    path?.endsWith('/schemas/Json')
      ? ts.factory.createKeywordTypeNode(ts.SyntaxKind.UnknownKeyword)
      : undefined,
});
const fresh = `// Made from gateway/openapi.json by \`npm run schema\`. Do not edit.\n\n${astToString(nodes)}`;

if (!process.argv.includes('--check')) {
  await writeFile(target, fresh);
} else if ((await readFile(target, 'utf8').catch(() => '')) !== fresh) {
  console.error('dashboard/src/api/schema.ts is stale: `npm run schema` makes it anew');
  process.exit(1);
}
