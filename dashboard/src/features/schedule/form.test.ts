import { describe, expect, it, vi } from 'vitest';

import * as zones from '../../components/zones';
import { task } from '../../test/factories/task';
import { placeErrors } from './errors';
import { duplicate, type Form, initial, row } from './form';
import { demo, toRequest } from './request';
import { validate } from './validate';

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
      priority: 'Must be between -1,000 and 1,000',
      maxAttempts: 'Must be between 1 and 100',
    });
  });

  it('wants a time where one is to be chosen', () => {
    expect(validate(form({ when: 'at', at: '' }))).toHaveProperty('at');
    const now = Date.parse('2026-11-21T09:00Z');
    expect(validate(form({ when: 'at', at: '2026-11-21T09:00' }), now)).toEqual({});
    for (const at of ['2036-12-21T09:00', '9999-12-31T23:59', '+099999-01-01T00:00']) {
      expect(validate(form({ when: 'at', at }), now)).toHaveProperty('at');
    }
  });

  it('wants metadata that is an object', () => {
    expect(validate(form({ metadata: '' }))).toEqual({});
    expect(validate(form({ metadata: '{"ticket": [1, null]}' }))).toEqual({});
    expect(validate(form({ metadata: '[1]' })).metadata).toMatch(/^Must be an object/);
    expect(validate(form({ metadata: '{"a": }' })).metadata).toMatch(/^Is not JSON: /);
  });

  it('wants a path that is absolute and a key that a header can hold', () => {
    expect(validate(form({ workingDir: 'srv', idempotencyKey: 'a b' }))).toEqual({
      workingDir: 'Must be an absolute path, such as /srv/app',
      idempotencyKey: 'Must be 1 to 255 visible ASCII characters, without spaces',
    });
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

  it('takes the first moment of a time that the clock here leaves out or shows twice', () => {
    vi.spyOn(zones, 'zoneHere').mockReturnValue('America/New_York');
    const due = (at: string) => toRequest(form({ when: 'at', at })).scheduledAt;
    expect(due('2027-03-14T02:30')).toBe('2027-03-14T07:00:00.000Z');
    expect(due('2027-11-07T01:30')).toBe('2027-11-07T05:30:00.000Z');
  });

  it('leaves empty rows out', () => {
    const request = toRequest(form({ env: [row('A', ''), row('', '')], labels: [row()] }));
    expect(request).toMatchObject({ env: { A: '' }, labels: null });
  });

  it('sends a pace for simulated tasks alone', () => {
    expect(toRequest(form({ kind: 'simulate', failurePercent: 25 })).simulate).toEqual({
      assignAfterSeconds: 1,
      startAfterSeconds: 2,
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
        { field: 'priority', message: 'must be between -1000 and 1000' },
        { field: 'env["a=b"]', message: "must be a variable's name" },
        { field: 'scheduledAt', message: 'must be at most ten years ahead' },
        { field: 'metadata["n"][0]', message: 'must be a number from -2^53 to 2^53' },
        { field: 'retry.maxDelaySeconds', message: 'must be at least the delay' },
        { field: 'requiredLabels["two words"]', message: 'must have no space' },
        { field: 'tasks', message: 'must be one' },
      ],
      form({ env: [row('ok'), row('a=b')], requiredLabels: [row('two words')] }),
    );
    expect(errors).toEqual({
      priority: 'Must be between -1000 and 1000',
      'env.1.name': "Must be a variable's name",
      at: 'Must be at most ten years ahead',
      metadata: '["n"][0] must be a number from -2^53 to 2^53',
      retryMaxDelaySeconds: 'Must be at least the delay',
      'requiredLabels.0.name': 'Must have no space',
    });
    expect(rest).toEqual(['tasks must be one']);
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

it('hands in again all that a task was told', () => {
  const told = {
    retry: { backoff: 'fixed', delaySeconds: 2, maxDelaySeconds: 60, neverOn: ['timeout'] },
    startTimeoutSeconds: 30,
    heartbeatTimeoutSeconds: 45,
    graceSeconds: 9,
    exclusive: true,
    workingDir: '/srv/app',
    requiredLabels: { zone: 'b' },
    metadata: { ticket: 7, tags: ['a'] },
    owner: 'user:ada',
  } as const;
  // The task's lists may change, those above may not.
  const copy = toRequest(
    duplicate(task('failed', { ...told, retry: { ...told.retry, neverOn: ['timeout'] } })),
  );
  expect(copy).toMatchObject(told);
});

describe('demo', () => {
  it('makes as many as asked for', () => {
    expect(demo(1_000)).toHaveLength(1_000);
    expect(demo(2).map(task => task.command)).toEqual(['demo 1 of 2', 'demo 2 of 2']);
  });
});
