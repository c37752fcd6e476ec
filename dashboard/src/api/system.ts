import { queryOptions } from '@tanstack/react-query';

import { api, ask } from './client';
import type { components } from './schema';
import { instant, type Instant } from './time';

type Schemas = components['schemas'];
export type HealthStatus = Schemas['HealthStatus'];
export type Part = Schemas['Part'];

export interface Scheduler {
  name: string;
  duties: string[];
  lastPassAt: Instant | null;
}

export interface Coordinator {
  id: number;
  address: string;
  lastBeatAt: Instant | null;
}

/** How the parts do. */
export interface Health {
  status: HealthStatus;
  parts: { name: 'store' | 'coordinators' | 'queues' | 'workers' | 'jobs'; part: Part }[];
}

export interface System {
  version: string;
  store: string;
  gateway: Schemas['ThisGateway'];
  coordinators: Coordinator[];
  schedulers: Scheduler[];
  limits: Schemas['Limits'];
}

export const healthQuery = queryOptions({
  queryKey: ['system', 'health'],
  queryFn: async ({ signal }): Promise<Health> => {
    const { status, parts } = await readHealth(signal);
    const names = ['store', 'coordinators', 'queues', 'workers', 'jobs'] as const;
    return { status, parts: names.map(name => ({ name, part: parts[name] })) };
  },
});

export const systemQuery = queryOptions({
  queryKey: ['system', 'parts'],
  queryFn: async ({ signal }): Promise<System> => {
    const system = await ask(api.GET('/api/system', { signal }));
    const { version, store, gateway, limits } = system;
    return {
      version,
      store,
      gateway,
      limits,
      coordinators: system.coordinators.map(one => ({
        id: one.id,
        address: one.address,
        lastBeatAt: instant(one.lastBeatAt),
      })),
      schedulers: system.schedulers.map(one => ({
        name: one.name,
        duties: one.duties,
        lastPassAt: instant(one.lastPassAt),
      })),
    };
  },
});

/** A system that is down answers 503 with the same body: that is an answer, not a failure. */
async function readHealth(signal: AbortSignal): Promise<Schemas['Health']> {
  const call = api.GET('/api/health', { signal }).then(outcome => {
    const { data, error, response } = outcome;
    if (!isHealth(error)) return { data, error, response };
    return { data: error, response: new Response(null, { status: 200 }) };
  });
  return ask(call);
}

function isHealth(body: unknown): body is Schemas['Health'] {
  return typeof body === 'object' && body !== null && 'parts' in body;
}
