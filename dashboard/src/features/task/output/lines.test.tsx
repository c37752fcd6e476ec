import { render, screen } from '@testing-library/react';
import { expect, it } from 'vitest';

import { logLine } from '../../../test/factories/task';
import { Line } from './Line';
import { goesOn } from './model';

it('marks where a long line was cut', () => {
  const lines = [
    logLine({ seq: 1, text: 'a', partial: true }),
    logLine({ seq: 2, text: 'note', stream: 'stderr' }),
    logLine({ seq: 3, text: 'b' }),
    logLine({ seq: 4, text: 'c' }),
  ];
  for (const [at, line] of lines.entries()) {
    render(<Line line={line} query="" current={false} times={false} goesOn={goesOn(lines, at)} />);
  }
  expect(lines.map((_, at) => goesOn(lines, at))).toEqual([false, false, true, false]);
  expect(screen.getAllByRole('img')).toHaveLength(2);
  expect(screen.getByRole('img', { name: /^No line feed/ })).toBeVisible();
});
