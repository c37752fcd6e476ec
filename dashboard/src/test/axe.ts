import axe from 'axe-core';
import { expect } from 'vitest';

/** axe finds nothing. Colours are judged in a real browser: jsdom draws nothing. */
export async function expectAccessible(container: Element): Promise<void> {
  const { violations } = await axe.run(container, {
    rules: { 'color-contrast': { enabled: false }, region: { enabled: false } },
  });
  const found = violations.map(one => `${one.id}: ${one.nodes.map(node => node.html).join(', ')}`);
  expect(found).toEqual([]);
}
