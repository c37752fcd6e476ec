import { describe, expect, it } from 'vitest';

import { contrast, legible, paper, sixteen } from './contrast';

describe('legible', () => {
  it('has sixteen colours that can be read', () => {
    for (const colour of sixteen) expect(contrast(colour, paper)).toBeGreaterThanOrEqual(4.5);
  });

  it('leaves a colour that can be read', () => {
    expect(legible(1, null)).toBe(1);
    expect(legible([255, 200, 0], null)).toEqual([255, 200, 0]);
    expect(legible(null, null)).toBeNull();
  });

  it.each([
    [[0, 0, 0], null],
    [[0, 0, 120], null],
    [null, 3],
    [null, [255, 255, 255]],
    [1, 1],
    [15, 11],
  ] as const)('makes %j on %j readable', (front, back) => {
    const shown = legible(front, back);
    const rgb = typeof shown === 'number' ? sixteen[shown] : shown;
    const behind = typeof back === 'number' ? sixteen[back] : (back ?? paper);
    expect(rgb && behind && contrast(rgb, behind)).toBeGreaterThanOrEqual(4.5);
  });
});
