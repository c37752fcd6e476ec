import { render } from '@testing-library/react';
import { expect, it } from 'vitest';

import { TASK_STATES } from '../api/tasks';
import { STATE_COLORS } from '../app/stateColors';
import { StateBadge } from './StateBadge';

it('tells each state by a word and by a shape of its own', () => {
  const shapes = TASK_STATES.map(state => {
    const { container, getByText } = render(<StateBadge state={state} />);
    expect(getByText(state)).toBeVisible();
    return container.querySelector('svg')?.innerHTML;
  });
  expect(new Set(shapes).size).toBe(TASK_STATES.length);
});

it.each(TASK_STATES)('%s can be read in both themes', state => {
  for (const { text, tint } of Object.values(STATE_COLORS[state])) {
    expect(contrast(text, tint)).toBeGreaterThanOrEqual(4.5);
  }
});

/** As WCAG 2.2 defines it. */
function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map(at => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
