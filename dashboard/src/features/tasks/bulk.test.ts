import { describe, expect, it } from 'vitest';

import { actOnAll, tell } from './bulk';

describe('actOnAll', () => {
  it('goes on after a refusal and counts the reasons', async () => {
    const ids = Array.from({ length: 20 }, (_, at) => String(at));
    let now = 0;
    let most = 0;
    const outcome = await actOnAll(ids, async id => {
      now += 1;
      most = Math.max(most, now);
      await Promise.resolve();
      now -= 1;
      if (Number(id) % 5 === 0) throw new Error('a completed task cannot be canceled');
    });
    expect(outcome.done).toBe(16);
    expect(most).toBeLessThanOrEqual(6);
    expect(tell('cancel', outcome)).toBe(
      '16 tasks canceled. 4 refused: a completed task cannot be canceled (4).',
    );
  });

  it('says one as one', () => {
    expect(tell('pause', { done: 1, refused: new Map() })).toBe('1 task paused.');
  });
});
