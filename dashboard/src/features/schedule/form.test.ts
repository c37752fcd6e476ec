import { describe, expect, it } from 'vitest';

import { task } from '../../test/factories/task';
import { demo, duplicate, type Form, initial, placeErrors, row, toRequest, validate } from './form';

const form = (over: Partial<Form> = {}): Form => ({ ...initial, command: 'echo hello', ...over });

describe('validate', () => {
  it('is content with a command', () => {
    expect(validate(form())).toEqual({});
  });

  it('wants a command for the shell alone', () => {
    expect(validate(form({ command: ' ' }))).toHaveProperty('command');
    expect(validate(form({ command: '', kind: 'noop' }))).toEqual({});
  });

  it('knows the limits of numbers, and that empty means the default', () => {
    expect(validate(form({ priority: 1_001, maxAttempts: 0, timeoutSeconds: '' }))).toEqual({
      priority: 'Must be between -1000 and 1,000',
      maxAttempts: 'Must be between 1 and 100',
    });
  });

  it('wants a time where one is to be chosen', () => {
    expect(validate(form({ when: 'at', at: '' }))).toHaveProperty('at');
    expect(validate(form({ when: 'at', at: '2026-11-21T09:00' }))).toEqual({});
  });

  it('wants names that differ', () => {
    expect(
      validate(form({ env: [row('A', '1'), row('A', '2'), row('', '3'), row('', '')] })),
    ).toEqual({ 'env.1.name': 'Is there already', 'env.2.name': 'Needs a name' });
  });
});

describe('toRequest', () => {
  it('tells a span from now as a span', () => {
    expect(toRequest(form({ when: '5m' }))).toMatchObject({ delaySeconds: 300 });
    expect(toRequest(form())).not.toHaveProperty('delaySeconds');
  });

  it('gives a chosen time its offset', () => {
    const at = '2026-11-21T09:00';
    expect(toRequest(form({ when: 'at', at })).scheduledAt).toBe(new Date(at).toISOString());
  });

  it('leaves empty rows out', () => {
    const request = toRequest(form({ env: [row('A', ''), row('', '')], labels: [row()] }));
    expect(request).toMatchObject({ env: { A: '' }, labels: null });
  });

  it('sends a pace for simulated tasks alone', () => {
    expect(toRequest(form({ kind: 'simulate', failurePercent: 25 })).simulate).toEqual({
      runForSeconds: 5,
      failureRate: 0.25,
    });
    expect(toRequest(form()).simulate).toBeNull();
  });
});

describe('placeErrors', () => {
  it('puts each error beside its field', () => {
    const { errors, rest } = placeErrors(
      [
        { field: 'priority', message: 'must be between -1000 and 1000, is 99999' },
        { field: 'env["a=b"]', message: "must be a variable's name" },
        { field: 'scheduledAt', message: 'must be at most ten years ahead' },
        { field: 'metadata', message: 'must be at most 65536 bytes' },
      ],
      form({ env: [row('ok'), row('a=b')] }),
    );
    expect(errors).toEqual({
      priority: 'Must be between -1000 and 1000, is 99999',
      'env.1.name': "Must be a variable's name",
      at: 'Must be at most ten years ahead',
    });
    expect(rest).toEqual(['metadata must be at most 65536 bytes']);
  });
});

describe('duplicate', () => {
  it('takes all but the time and the values of variables', () => {
    const copy = duplicate(task('failed', { queue: 'reports', priority: 7 }));
    expect(copy).toMatchObject({
      command: 'make report',
      queue: 'reports',
      priority: 7,
      when: 'now',
      env: [{ name: 'REPORT_DAY', value: '' }],
      labels: [{ name: 'team', value: 'data' }],
    });
  });
});

describe('demo', () => {
  it('makes as many as asked for', () => {
    expect(demo(1_000)).toHaveLength(1_000);
    expect(demo(2).map(task => task.command)).toEqual(['demo 1 of 2', 'demo 2 of 2']);
  });
});
