import { afterEach, expect, it, vi } from 'vitest';

import { unique } from './unique';

afterEach(() => vi.unstubAllGlobals());

it('makes words of its own where a page comes by plain HTTP from another host', () => {
  const { crypto } = globalThis;
  const getRandomValues = crypto.getRandomValues.bind(crypto);
  vi.stubGlobal('crypto', { getRandomValues });
  expect(unique()).toMatch(/^[0-9a-f]{32}$/);
  expect(unique()).not.toBe(unique());
});
