import { expect, it } from 'vitest';

import { actOnAll, summary } from './bulk';

const words = {
  done: (count: number) => `${count} done`,
  none: 'Nothing was done',
  those: (items: readonly string[]) => items.join(', '),
};

it('goes on after a refusal, and tells who was refused and why', async () => {
  const items = Array.from({ length: 20 }, (_, at) => String(at));
  let now = 0;
  let most = 0;
  const outcome = await actOnAll(items, async item => {
    now += 1;
    most = Math.max(most, now);
    await Promise.resolve();
    now -= 1;
    if (Number(item) % 5 === 0) throw new Error('no fives');
  });
  expect(most).toBeLessThanOrEqual(8);
  expect(summary(outcome, words)).toBe('16 done. 4 refused: no fives (0, 5, 10, 15).');
});

it('says no more where all went well', () => {
  expect(summary({ done: 2, refused: new Map() }, words)).toBe('2 done.');
});
