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
  return live;
};

beforeEach(() => {
  vi.useFakeTimers();
  FakeSocket.all.length = 0;
  return () => vi.useRealTimers();
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
