import { screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';

import { workerFactory } from '../test/factories/worker';
import { showApp } from '../test/render';
import { serve, type Answers } from '../test/server';

const answers: Answers = {
  'GET /api/session': { principal: 'token:admin', role: 'admin', expiresAt: null },
  'GET /api/tasks': { tasks: [], nextCursor: null },
  'GET /api/workers': { workers: [workerFactory.idle()] },
  'GET /api/jobs': { jobs: [], nextCursor: null },
  'GET /api/jobs/upcoming': { runs: [] },
  'GET /api/fleet': { backend: 'process', wanted: 3, present: 3, lastError: null },
};

/** What the API is asked at a path of the API, when the page is opened at an address. */
async function asked(address: string, path: string, title: string): Promise<string[]> {
  const calls = serve(answers);
  await showApp(address);
  expect(await screen.findByRole('heading', { level: 1, name: title })).toBeVisible();
  await waitFor(() => expect(questions(calls, path)).not.toHaveLength(0));
  return questions(calls, path);
}

const questions = (calls: readonly Request[], path: string) =>
  calls
    .map(call => new URL(call.url))
    .filter(url => url.pathname === path)
    .map(url => url.search);

describe('the list of tasks', () => {
  it.each([
    'state=bogus',
    'state=%5B1%2C%7B%22a%22%3A2%7D%5D',
    'label=foo',
    'createdAfter=yesterday',
    'range=bogus',
    'limit=100000',
    'limit=abc',
    'q=',
    'text=',
    'cursor=xyz',
    'constructor=1&__proto__=2',
    'text=%7B%22a%22%3A1%7D',
    'text=a%00b',
  ])('ignores ?%s', async search => {
    const found = await asked(`/tasks?${search}`, '/api/tasks', 'Tasks');
    expect(new Set(found)).toEqual(new Set(['?limit=50']));
    expect(screen.queryByRole('group', { name: 'Filters in use' })).toBeNull();
  });

  it('keeps what is right beside what is not', async () => {
    const address = '/tasks?state=failed&state=bogus&state=running&queue=7&limit=abc';
    const [found = ''] = await asked(address, '/api/tasks', 'Tasks');
    expect(new URLSearchParams(found).getAll('state')).toEqual(['failed', 'running']);
    expect(new URLSearchParams(found).get('queue')).toBe('7');
  });

  it('understands addresses as they were before', async () => {
    const [found = ''] = await asked('/tasks?state=%5B%22failed%22%5D', '/api/tasks', 'Tasks');
    expect(found).toBe('?state=failed&limit=50');
  });
});

describe('other pages', () => {
  it('fills in the form what reads as a number', async () => {
    serve(answers);
    const { user } = await showApp('/schedule?queue=7&command=12&from=123');
    expect(await screen.findByLabelText(/^Command/)).toHaveValue('12');
    await user.click(screen.getByRole('button', { name: /^Queue, retries/ }));
    expect(screen.getByLabelText('Queue')).toHaveValue('7');
  });

  it('ignore what they do not know', async () => {
    const found = await asked('/jobs?show=bogus&name=&ahead=never', '/api/jobs', 'Jobs');
    expect(found.filter(query => !query.includes('enabled'))).toEqual(['?limit=50']);
    expect(await asked('/workers?all=maybe', '/api/workers', 'Workers')).not.toContain('?all=true');
  });
});
