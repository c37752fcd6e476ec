import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { expectAccessible } from '../../test/axe';
import { show } from '../../test/render';
import { refuse, serve } from '../../test/server';
import { initial } from './form';
import { SchedulePage } from './SchedulePage';

describe('SchedulePage', () => {
  it('wants a command before it asks', async () => {
    const calls = serve({});
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(screen.getByLabelText(/^Command/)).toBeInvalid();
    expect(calls).toEqual([]);
    await expectAccessible(container);
  });

  it('puts what the gateway refuses beside its field, and the rest above', async () => {
    serve({
      'POST /api/tasks': () =>
        refuse(400, 'wrong', {
          errors: [
            { field: 'priority', message: 'must be between -1000 and 1000' },
            { field: 'metadata', message: 'must be at most 65536 bytes' },
            { field: 'tasks', message: 'must be one' },
          ],
        }),
    });
    const first = { ...initial, command: 'echo hello' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    expect(await screen.findByText('Must be between -1000 and 1000')).toBeVisible();
    expect(screen.getByLabelText('Priority')).toBeInvalid();
    expect(screen.getByText('Must be at most 65536 bytes')).toBeVisible();
    expect(screen.getByLabelText('Metadata')).toBeInvalid();
    expect(screen.getByText('tasks must be one')).toBeVisible();
  });

  it('tells of metadata that is no JSON once the field is left, and tidies what is', async () => {
    serve({});
    const { user, container } = await show(<SchedulePage first={initial} copy={false} />);
    await user.click(screen.getByRole('button', { name: /metadata$/ }));
    const metadata = screen.getByLabelText('Metadata');
    await user.click(metadata);
    await user.paste('{"ticket":');
    expect(metadata).toBeValid();
    await user.tab();
    expect(metadata).toBeInvalid();
    await user.click(metadata);
    await user.paste('7}');
    await user.tab();
    expect(metadata).toHaveValue('{\n  "ticket": 7\n}');
    await expectAccessible(container);
  });

  it('hands in under the key that was typed', async () => {
    const keys: (string | null)[] = [];
    serve({
      'POST /api/tasks': request => {
        keys.push(request.headers.get('idempotency-key'));
        return refuse(503, 'away');
      },
    });
    const first = { ...initial, command: 'echo hello', idempotencyKey: 'order-7' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('away');
    expect(keys).toEqual(['order-7']);
  });

  it('hands in once what was not answered the first time', async () => {
    let tries = 0;
    const keys: (string | null)[] = [];
    serve({
      'POST /api/tasks': request => {
        keys.push(request.headers.get('idempotency-key'));
        tries += 1;
        return refuse(503, `try ${tries}`);
      },
    });
    const first = { ...initial, command: 'echo hello' };
    const { user } = await show(<SchedulePage first={first} copy={false} />);
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('try 1');
    await user.click(screen.getByRole('button', { name: 'Schedule' }));
    await screen.findByText('try 2');
    expect(keys[0]).not.toBeNull();
    expect(keys[1]).toBe(keys[0]);
  });
});
