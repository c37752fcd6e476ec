import { beforeEach, describe, expect, it, vi } from 'vitest';

import { FakeSocket } from '../test/socket';
import { LiveConnection, socketUrl, waitBefore, type Listener } from './connection';

const tasks: Listener = { topic: () => ({ topic: 'tasks' }) };
const open = () => {
  const live = new LiveConnection('ws://here/api/ws', {
    open: url => new FakeSocket(url),
    random: () => 0,
  });
  live.start();
  opened.push(live);
  return live;
};
const opened: LiveConnection[] = [];

const refusal = (id: number, status: number) => {
  const problem = { type: '/problems/test', title: 'Refused', status, detail: 'not now' };
  return { type: 'error', id, problem };
};

/** Which subscriptions the newest socket was asked for. */
const asked = () => {
  const all = FakeSocket.last.said.filter(({ type }) => type === 'subscribe');
  return all.map(({ id }) => id);
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all.length = 0;
  return () => {
    opened.splice(0).forEach(live => live.stop());
    vi.useRealTimers();
  };
});

describe('the live connection', () => {
  it('says that it is live only while the socket is open', () => {
    const live = open();
    const seen: string[] = [];
    live.watch(() => seen.push(live.status));
    FakeSocket.last.accept();
    FakeSocket.last.drop();
    vi.advanceTimersByTime(10_000);
    FakeSocket.last.accept();
    expect(seen).toEqual(['live', 'polling', 'live']);
  });

  it('subscribes what was asked for before it was open, and again after each reconnection', () => {
    const live = open();
    let after = 0;
    live.subscribe({ topic: () => ({ topic: 'log', taskId: 't', after }) });
    FakeSocket.last.accept();
    after = 7;
    FakeSocket.last.drop();
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.accept();
    const said = FakeSocket.all.map(socket => socket.said[0]);
    expect(said).toEqual([
      { type: 'subscribe', id: 1, topic: 'log', taskId: 't', after: 0 },
      { type: 'subscribe', id: 1, topic: 'log', taskId: 't', after: 7 },
    ]);
  });

  it('tells each listener what is meant for it, and nobody once it has ended', () => {
    const live = open();
    const onEvent = vi.fn();
    const onLagged = vi.fn();
    live.subscribe({ ...tasks, onEvent, onLagged });
    live.subscribe(tasks);
    FakeSocket.last.accept();
    FakeSocket.last.tell({ type: 'event', id: 1, topic: 'tasks', event: 'task.queued', seq: 1 });
    FakeSocket.last.tell({ type: 'lagged', id: 1, dropped: 9 });
    FakeSocket.last.tell({ type: 'end', id: 1 });
    FakeSocket.last.tell({ type: 'event', id: 1, topic: 'tasks', event: 'task.running', seq: 2 });
    FakeSocket.last.tell({ type: 'something newer' });
    expect(onEvent).toHaveBeenCalledOnce();
    expect(onLagged).toHaveBeenCalledWith(9);
  });

  it('gives a network up that went away silently', () => {
    const live = open();
    FakeSocket.last.accept();
    vi.advanceTimersByTime(25_000);
    FakeSocket.last.tell({ type: 'pong' });
    vi.advanceTimersByTime(20_000);
    expect(live.status).toBe('live');
    vi.advanceTimersByTime(20_000);
    expect(live.status).toBe('polling');
  });

  it('says that nobody answers, since when, and that somebody does again', () => {
    const probe = vi.fn();
    const live = new LiveConnection('ws://here/api/ws', {
      open: url => new FakeSocket(url),
      random: () => 0,
      probe,
    });
    live.start();
    opened.push(live);
    FakeSocket.last.accept();
    const heardAt = Date.now();
    vi.advanceTimersByTime(5_000);
    live.answered(false);
    expect(live.status).toBe('live');
    FakeSocket.last.drop();
    expect(probe).toHaveBeenCalledTimes(1);
    live.answered(false);
    expect([live.status, live.heardAt]).toEqual(['away', heardAt]);
    vi.advanceTimersByTime(1_000);
    FakeSocket.last.drop();
    expect(live.status).toBe('away');
    live.answered(true);
    expect([live.status, live.heardAt]).toEqual(['polling', Date.now()]);
    FakeSocket.last.accept();
    expect(live.status).toBe('live');
  });

  it('asks again for what could not be had, waits longer each time, and polls meanwhile', () => {
    const live = open();
    const onReady = vi.fn();
    live.subscribe({ ...tasks, onReady });
    FakeSocket.last.accept();
    expect(live.status).toBe('live');
    FakeSocket.last.tell(refusal(1, 503));
    expect(live.status).toBe('polling');
    // The server is there all the same.
    live.answered(false);
    expect(live.status).toBe('polling');
    vi.advanceTimersByTime(250);
    expect(asked()).toEqual([1, 1]);
    FakeSocket.last.tell(refusal(1, 429));
    vi.advanceTimersByTime(250);
    expect(asked()).toEqual([1, 1]);
    vi.advanceTimersByTime(250);
    expect(asked()).toEqual([1, 1, 1]);
    FakeSocket.last.tell({ type: 'subscribed', id: 1 });
    expect(live.status).toBe('live');
    expect(onReady).toHaveBeenCalledOnce();
  });

  it('asks again also by another socket', () => {
    const live = open();
    live.subscribe(tasks);
    FakeSocket.last.accept();
    FakeSocket.last.tell(refusal(1, 503));
    FakeSocket.last.drop();
    vi.advanceTimersByTime(250);
    FakeSocket.last.accept();
    vi.advanceTimersByTime(5_000);
    expect(FakeSocket.all).toHaveLength(2);
    expect(asked()).toEqual([1]);
    expect(live.status).toBe('live');
  });

  it('leaves what is refused to polling, until nobody wants it any more', () => {
    const live = open();
    const stop = live.subscribe(tasks);
    live.subscribe(tasks);
    FakeSocket.last.accept();
    FakeSocket.last.tell(refusal(1, 404));
    vi.advanceTimersByTime(20_000);
    expect(asked()).toEqual([1, 2]);
    expect(live.status).toBe('polling');
    stop();
    expect(live.status).toBe('live');
  });

  it('does not ask again for what nobody wants any more', () => {
    const live = open();
    const stop = live.subscribe(tasks);
    FakeSocket.last.accept();
    FakeSocket.last.tell(refusal(1, 503));
    stop();
    vi.advanceTimersByTime(20_000);
    expect(asked()).toEqual([1]);
  });

  it('looks whether its socket is alive when the network is back', () => {
    const live = open();
    FakeSocket.last.accept();
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.last.said).toEqual([{ type: 'ping' }]);
    vi.advanceTimersByTime(10_000);
    expect(live.status).toBe('polling');
    window.dispatchEvent(new Event('online'));
    expect(FakeSocket.all).toHaveLength(2);
  });

  it('does not come back once it is stopped', () => {
    const live = open();
    FakeSocket.last.accept();
    live.stop();
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.all).toHaveLength(1);
  });

  it('waits longer each time, never all clients at once, and never too long', () => {
    expect(waitBefore(0, () => 0)).toBe(250);
    expect(waitBefore(0, () => 1)).toBe(500);
    expect(waitBefore(3, () => 0)).toBe(2_000);
    expect(waitBefore(50, () => 1)).toBe(20_000);
  });

  it('is below the base path, and as safe as the page', () => {
    expect(socketUrl(new URL('https://a.example/tm/'))).toBe('wss://a.example/tm/api/ws');
    expect(socketUrl(new URL('http://localhost:8081/'))).toBe('ws://localhost:8081/api/ws');
  });
});
