import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { problem } from './api';
import { Realtime, socketUrl, type RealtimeOptions } from './realtime';

class FakeSocket {
  readyState = 1;
  sent: Record<string, unknown>[] = [];
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  constructor(readonly url: string) {}
  send(text: string) {
    this.sent.push(JSON.parse(text) as Record<string, unknown>);
  }
  close() {
    this.readyState = 3;
  }
  receive(event: string, data: unknown, channel?: string) {
    this.onmessage?.({ data: JSON.stringify({ event, channel, data: JSON.stringify(data) }) });
  }
  greet() {
    this.receive('pusher:connection_established', { socket_id: '1.2', activity_timeout: 30 });
  }
  drop(code: number) {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

let sockets: FakeSocket[];
const last = () => sockets[sockets.length - 1] as FakeSocket;
const granted: RealtimeOptions['authorize'] = async () => ({
  ok: true,
  status: 200,
  serverDate: null,
  value: { auth: 'key:sig', channel_data: '{"kind":"member"}' },
});

function client(more: Partial<RealtimeOptions> = {}): Realtime {
  return new Realtime({
    url: () => 'ws://example.test/app/key',
    authorize: granted,
    makeSocket: (url) => {
      const socket = new FakeSocket(url);
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    random: () => 1,
    ...more,
  });
}

beforeEach(() => {
  sockets = [];
  vi.useFakeTimers();
});
afterEach(() => void vi.useRealTimers());

describe('channels', () => {
  it('joins with the signature and the channel data that the server gave', async () => {
    const realtime = client();
    realtime.join('private-conversation.1', { event: () => undefined });
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    expect(last().sent).toEqual([
      { event: 'pusher:subscribe',
        data: {
          channel: 'private-conversation.1',
          auth: 'key:sig',
          channel_data: '{"kind":"member"}',
        } },
    ]);
  });

  it('hands over the join and the events of its own channel alone', async () => {
    const heard: unknown[] = [];
    const realtime = client();
    realtime.join('private-a', {
      joined: (data) => heard.push(['joined', data]),
      event: (name, data) => heard.push([name, data]),
    });
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    last().receive('pusher_internal:subscription_succeeded', { last_seq: 3 }, 'private-a');
    last().receive('message.created', { seq: 4 }, 'private-a');
    last().receive('message.created', { seq: 5 }, 'private-b');
    expect(heard).toEqual([['joined', { last_seq: 3 }], ['message.created', { seq: 4 }]]);
  });

  it('joins again after a reconnection, with the new socket', async () => {
    const realtime = client();
    realtime.join('private-a', { event: () => undefined });
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    last().drop(1006);
    await vi.advanceTimersByTimeAsync(600);
    expect(sockets).toHaveLength(2);
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    expect(last().sent[0]?.['event']).toBe('pusher:subscribe');
  });

  it('drops an authorization that comes after its socket has gone', async () => {
    let grant: () => void = () => undefined;
    const realtime = client({
      authorize: (socketId, channel) =>
        new Promise((resolve) => (grant = () => void granted(socketId, channel).then(resolve))),
    });
    realtime.join('private-a', { event: () => undefined });
    realtime.connect();
    last().greet();
    const old = last();
    old.drop(1006);
    grant();
    await vi.advanceTimersByTimeAsync(0);
    expect(old.sent).toEqual([]);
  });

  it('reports a refusal, and tries again when only the server was in trouble', async () => {
    const refused = vi.fn();
    const authorize = vi.fn<RealtimeOptions['authorize']>();
    authorize.mockResolvedValueOnce({ ok: false, problem: problem('unavailable', 503, 'busy') });
    authorize.mockResolvedValueOnce({ ok: false, problem: problem('forbidden', 403, 'no') });
    const realtime = client({ authorize });
    realtime.join('private-a', { event: () => undefined, refused });
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    expect(refused).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(refused).toHaveBeenCalledWith(403);
  });

  it('whispers only while joined, and leaves without a trace', async () => {
    const realtime = client();
    const channel = realtime.join('private-a', { event: () => undefined });
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(0);
    channel.whisper('client-typing', {});
    last().receive('pusher_internal:subscription_succeeded', {}, 'private-a');
    channel.whisper('client-typing', {});
    channel.leave();
    channel.whisper('client-typing', {});
    expect(last().sent.map((frame) => frame['event'])).toEqual([
      'pusher:subscribe',
      'client-typing',
      'pusher:unsubscribe',
    ]);
  });
});

describe('the connection', () => {
  it('answers a ping, and asks after thirty seconds of silence', async () => {
    const realtime = client();
    realtime.connect();
    last().greet();
    last().receive('pusher:ping', {});
    expect(last().sent).toEqual([{ event: 'pusher:pong', data: {} }]);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(last().sent[1]).toEqual({ event: 'pusher:ping', data: {} });
  });

  it('gives a silent socket up and opens another one', async () => {
    const realtime = client();
    realtime.connect();
    last().greet();
    await vi.advanceTimersByTimeAsync(30_000 + 10_000);
    expect(realtime.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets).toHaveLength(2);
  });

  it('tries four times within the time of a restart, then waits longer, up to thirty seconds', async () => {
    client().connect();
    const waits: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      last().drop(1006);
      const before = Date.now();
      const count = sockets.length;
      while (sockets.length === count) await vi.advanceTimersByTimeAsync(100);
      waits.push(Date.now() - before);
    }
    expect(waits).toEqual([
      500, 500, 500, 500, 1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000,
    ]);
  });

  it('stops for good when the server says that trying again is of no use', async () => {
    const realtime = client();
    realtime.connect();
    last().receive('pusher:error', { code: 4001, message: 'No such key' });
    expect(realtime.state).toBe('stopped');
    await vi.advanceTimersByTimeAsync(120_000);
    expect(sockets).toHaveLength(1);
  });

  it('takes no orderly restart for a failure, however many there are', async () => {
    client().connect();
    for (let restart = 0; restart < 10; restart += 1) {
      last().greet();
      const count = sockets.length;
      last().drop(1012);
      await vi.advanceTimersByTimeAsync(500);
      expect(sockets).toHaveLength(count + 1);
    }
  });

  it('comes back at once after 4200', async () => {
    const realtime = client();
    realtime.connect();
    last().greet();
    last().drop(4200);
    await vi.advanceTimersByTimeAsync(0);
    expect(sockets).toHaveLength(2);
  });

  it('outlives frames that are not of the protocol', () => {
    const realtime = client();
    realtime.connect();
    last().onmessage?.({ data: 'not json' });
    last().onmessage?.({ data: '[]' });
    last().greet();
    expect(realtime.state).toBe('connected');
  });

  it('tries at once when the network is said to be back', () => {
    const realtime = client();
    realtime.connect();
    last().drop(1006);
    realtime.checkNow();
    expect(sockets).toHaveLength(2);
  });

  it('finds its address from the page', () => {
    expect(socketUrl('https://desk.example', 'k 1', 'inbox')).toBe(
      'wss://desk.example/app/k%201?protocol=7&client=inbox&version=1.0',
    );
  });
});
