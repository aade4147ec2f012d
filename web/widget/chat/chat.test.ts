// Long because a send, its streamed answer, the channel and a handoff can come in many orders.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Chat } from './chat';
import { itemsOf } from '../parts/items';
import { PageSignals } from '../prompts/page_signals';
import { PersistedState } from '../state/persisted_state';
// The part that a chat loads behind the panel: here at once.
import './talk';

/**
 * The answers of one path, consumed in order; the last one repeats. `null` is a connection that
 * breaks.
 */
type Reply = (() => Response | Promise<Response>) | null;

class Store {
  readonly #items = new Map<string, string>();
  getItem = (key: string) => this.#items.get(key) ?? null;
  setItem = (key: string, value: string) => void this.#items.set(key, value);
  removeItem = (key: string) => void this.#items.delete(key);
}

class FakeSocket {
  static last: FakeSocket;
  static alive = true;
  readyState = 1;
  onmessage: ((message: { data: string }) => void) | null = null;
  onclose: ((closed: { code: number }) => void) | null = null;
  constructor() {
    FakeSocket.last = this;
  }
  send(text: string): void {
    const frame = JSON.parse(text) as { event: string };
    if (frame.event === 'pusher:subscribe')
      this.hears('pusher_internal:subscription_succeeded', { last_seq: 0 });
    if (frame.event === 'pusher:ping' && FakeSocket.alive)
      queueMicrotask(() => this.hears('pusher:pong', {}));
  }
  close(): void {}
  hears(event: string, data: unknown): void {
    this.onmessage?.({
      data: JSON.stringify({
        event,
        channel: 'private-conversation.C1',
        data: JSON.stringify(data),
      }),
    });
  }
}

const at = '2026-11-22T09:30:00.000Z';
const agent = {
  id: 'A',
  name: 'Juniper',
  greeting: 'Hello',
  starters: [],
  theme: { accent: null },
  privacy_url: null,
  lead_form: { title: 'T', text: 'X', fields: [] },
};
const entry = (seq: number, more: object = {}) => ({
  seq,
  kind: 'message',
  role: 'visitor',
  author: null,
  body: 'b',
  client_id: null,
  created_at: at,
  meta: {},
  ...more,
});
const initBody = (more: object = {}) => ({
  conversation_id: 'C1',
  visitor_id: 'V',
  anon_id: 'ANON',
  token: 'T1',
  expires_at: at,
  controller: 'bot',
  claimed_by: null,
  last_seq: 0,
  agent,
  rules: [{ id: 'R', kind: 'cta', label: 'L', title: 'T', text: 'X', after_messages: 1 }],
  entries: [],
  realtime: { key: 'k', channel: 'private-conversation.C1' },
  ...more,
});
const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { 'Content-Type': 'application/json', ...headers },
    });
const refusal = (status: number, type: string, headers: Record<string, string> = {}) =>
  json({ type: `x/${type}`, title: type, status }, status, headers);
const stream =
  (...events: [string, object][]) =>
  () =>
    new Response(
      events.map(([name, data]) => `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`).join(''),
    );

let replies: Record<string, Reply[]>;
let calls: { path: string; body: string; token: string }[];
const sent = (path: string) => calls.filter((call) => call.path === path);
const sends = () =>
  sent('/v1/widget/messages/stream').map(
    (call) => JSON.parse(call.body) as { client_id: string; body: string },
  );
const accepts = (seq: number) => () => {
  const { client_id, body } = sends().at(-1) ?? { client_id: '', body: '' };
  return stream(
    ['accepted', { entry: entry(seq, { client_id, body }) }],
    ['done', { interrupted: false }],
  )();
};

function newChat(): Chat {
  const signals = { holds: () => true, watch: () => undefined } as unknown as PageSignals;
  const outdated = () => undefined;
  const shell = { origin: 'https://t.example', agentId: 'A', signals, outdated };
  return new Chat(shell, new PersistedState('A'), () => undefined);
}

async function begun(): Promise<Chat> {
  const chat = newChat();
  await chat.start();
  FakeSocket.last.onmessage?.({
    data: '{"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"1.1\\"}"}',
  });
  await vi.waitFor(() => expect(chat.joined).toBe(true));
  return chat;
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse(at), toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  replies = {
    '/v1/widget/init': [json(initBody())],
    '/broadcasting/auth': [json({ auth: 'a' })],
    '/v1/widget/timeline': [json({ entries: [], last_seq: 0, more: false })],
    '/v1/widget/page': [() => new Response(null, { status: 204 })],
  };
  FakeSocket.alive = true;
  calls = [];
  vi.stubGlobal('localStorage', new Store());
  vi.stubGlobal('sessionStorage', new Store());
  vi.stubGlobal('location', { href: 'https://shop.example/page#part' });
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('document', { hidden: false });
  vi.stubGlobal('navigator', { onLine: true });
  vi.stubGlobal('navigation', {});
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const { pathname: path } = new URL(url);
    const token = ((init.headers as Record<string, string>)['Authorization'] ?? '').slice(7);
    calls.push({ path, body: String(init.body ?? ''), token });
    const known = replies[path] ?? [];
    const reply = known.length > 1 ? known.shift() : known[0];
    if (!reply) throw new TypeError('Failed to fetch');
    return reply();
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a visitor\u2019s chat', () => {
  it('begins with the page it is on, and comes back as the same visitor', async () => {
    await begun();
    expect(JSON.parse(sent('/v1/widget/init')[0]?.body ?? '')).toEqual({
      agent_id: 'A',
      page_url: 'https://shop.example/page',
    });
    await begun();
    expect(JSON.parse(sent('/v1/widget/init')[1]?.body ?? '')).toMatchObject({ anon_id: 'ANON' });
  });

  it('brings up no card when a human comes in, although the takeover is heard before who answers is', async () => {
    const chat = await begun();
    const heard = (event: string, announced: object, more: object = {}) => {
      const { seq } = announced as { seq: number };
      FakeSocket.last.hears(event, {
        conversation_id: 'C1',
        seq,
        prev_seq: seq - 1,
        entry: announced,
        ...more,
      });
    };
    heard('message.created', entry(1));
    heard(
      'message.created',
      entry(2, { role: 'agent', body: 'Turn the', meta: { interrupted: true, generation: 1 } }),
    );
    heard(
      'conversation.claimed',
      entry(3, { kind: 'claimed', role: 'system', author: { name: 'Ben' }, meta: { epoch: 1 } }),
      {
        conversation: {
          id: 'C1',
          controller: 'human',
          claimed_by: { name: 'Ben' },
          last_seq: 3,
          epoch: 1,
        },
      },
    );
    expect(chat.state.controller).toBe('human');
    expect(chat.state.prompts).toEqual([]);

    heard(
      'conversation.released',
      entry(4, { kind: 'released', role: 'system', meta: { epoch: 2 } }),
      {
        conversation: { id: 'C1', controller: 'bot', claimed_by: null, last_seq: 4, epoch: 2 },
      },
    );
    expect(chat.state.prompts).toEqual([]);
    heard('message.created', entry(5, { role: 'agent', body: 'Done.' }));
    expect(chat.state.prompts).toMatchObject([{ after: 5 }]);
  });

  it('shows a send at once and the entry in its place, once, whichever path brings it first', async () => {
    const chat = await begun();
    replies['/v1/widget/messages/stream'] = [accepts(1)];
    chat.send('Hello');
    expect(chat.state.timeline.pending.map((send) => send.body)).toEqual(['Hello']);
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    const [entryOfIt] = chat.state.timeline.entries;
    FakeSocket.last.hears('message.created', {
      conversation_id: 'C1',
      seq: 1,
      prev_seq: 0,
      entry: entryOfIt,
    });
    expect(chat.state.timeline.entries.map(({ seq }) => seq)).toEqual([1]);
    expect(chat.state.timeline.lastSeq).toBe(1);
  });

  it('sends one after the other, in order', async () => {
    const chat = await begun();
    let release: (response: Response) => void = () => undefined;
    replies['/v1/widget/messages/stream'] = [
      () => new Promise<Response>((done) => (release = done)),
      accepts(2),
    ];
    chat.send('One');
    chat.send('Two');
    await vi.waitFor(() => expect(sends()).toHaveLength(1));
    release(accepts(1)());
    await vi.waitFor(() => expect(sends().map((send) => send.body)).toEqual(['One', 'Two']));
  });

  it('retries what has an unknown outcome under the same client id, and gives up aloud', async () => {
    const chat = await begun();
    replies['/v1/widget/messages/stream'] = [null];
    chat.send('Hello');
    for (const wait of [0, 1000, 2000, 4000]) await vi.advanceTimersByTimeAsync(wait);
    expect(sends()).toHaveLength(4);
    expect(new Set(sends().map((send) => send.client_id)).size).toBe(1);
    expect(chat.state.timeline.pending[0]?.state).toBe('failed');
    replies['/v1/widget/messages/stream'] = [accepts(1)];
    chat.retry(chat.state.timeline.pending[0]?.client_id ?? '');
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    expect(new Set(sends().map((send) => send.client_id)).size).toBe(1);
  });

  it('says that it is offline as soon as a send has failed, and takes that back with an answer', async () => {
    const chat = await begun();
    FakeSocket.alive = false;
    replies['/v1/widget/messages/stream'] = [null, accepts(1)];
    chat.send('Hello');
    await vi.waitFor(() => expect(chat.state.offline).toBe(true));
    expect(chat.state.timeline.pending[0]?.state).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    expect(chat.state.offline).toBe(false);
  });

  it('says that it is offline as soon as the browser is, until the channel answers', async () => {
    const chat = await begun();
    FakeSocket.alive = false;
    vi.stubGlobal('navigator', { onLine: false });
    chat.checkNow();
    expect(chat.state.offline).toBe(true);
    FakeSocket.alive = true;
    vi.stubGlobal('navigator', { onLine: true });
    chat.checkNow();
    await vi.waitFor(() => expect(chat.state.offline).toBe(false));
  });

  it('tells once where the visitor is after a navigation that loaded no page', async () => {
    const chat = await begun();
    const told = () => sent('/v1/widget/page').map(({ body }) => JSON.parse(body) as unknown);
    chat.pageMoved();
    expect(told()).toEqual([]);
    vi.stubGlobal('location', { href: 'https://shop.example/pricing?a=1#part' });
    chat.pageMoved();
    chat.pageMoved();
    expect(told()).toEqual([{ page_url: 'https://shop.example/pricing?a=1' }]);
    vi.stubGlobal('location', { href: `https://shop.example/${'x'.repeat(5000)}` });
    chat.pageMoved();
    expect(told()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(2000);
    expect(told()).toHaveLength(2);
    expect(sent('/v1/widget/page')[1]?.body.length).toBeLessThan(2100);
  });

  it('retries a stream that broke before the send was accepted', async () => {
    const chat = await begun();
    replies['/v1/widget/messages/stream'] = [stream(), accepts(1)];
    chat.send('Hello');
    await vi.advanceTimersByTimeAsync(1000);
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    expect(sends()).toHaveLength(2);
  });

  it('waits as long as the server says when it was too fast', async () => {
    const chat = await begun();
    replies['/v1/widget/messages/stream'] = [
      refusal(429, 'too-many-requests', { 'Retry-After': '8' }),
      accepts(1),
    ];
    chat.send('Hello');
    await vi.waitFor(() =>
      expect(chat.state.sendFrom).toBeGreaterThanOrEqual(Date.parse(at) + 8000),
    );
    await vi.advanceTimersByTimeAsync(chat.state.sendFrom - Date.now() - 1);
    expect(sends()).toHaveLength(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(sends()).toHaveLength(2);
  });

  it('does not retry what was refused', async () => {
    const chat = await begun();
    replies['/v1/widget/messages/stream'] = [refusal(413, 'too-large')];
    chat.send('Hello');
    await vi.waitFor(() =>
      expect(chat.state.timeline.pending[0]).toMatchObject({
        state: 'failed',
        reason: 'It’s too long.',
      }),
    );
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sends()).toHaveLength(1);
  });

  it('renews a token that has expired and goes on', async () => {
    const chat = await begun();
    replies['/v1/widget/init'] = [json(initBody({ token: 'T2' }))];
    replies['/v1/widget/messages/stream'] = [refusal(401, 'token-expired'), accepts(1)];
    chat.send('Hello');
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    expect(sent('/v1/widget/messages/stream').map((call) => call.token)).toEqual(['T1', 'T2']);
  });

  it('keeps what was not sent over a change of page', async () => {
    const before = await begun();
    replies['/v1/widget/messages/stream'] = [() => new Promise<Response>(() => undefined)];
    before.send('Hello');
    replies['/v1/widget/messages/stream'] = [accepts(1)];
    const after = await begun();
    await vi.waitFor(() => expect(sends()).toHaveLength(2));
    expect(sends()[1]).toEqual(sends()[0]);
    await vi.waitFor(() => expect(after.persisted.get().pending).toEqual([]));
  });

  it('stops the answer at the entry that a takeover cut, whatever comes late', async () => {
    const chat = await begun();
    const { last } = FakeSocket;
    const write = (offset: number, text: string) =>
      last.hears('message.delta', { conversation_id: 'C1', generation: 7, epoch: 0, offset, text });
    write(0, 'It takes');
    write(8, ' about');
    expect(chat.state.timeline.writing?.text).toBe('It takes about');
    const cut = entry(1, {
      role: 'agent',
      body: 'It takes about',
      meta: { interrupted: true, generation: 7 },
    });
    last.hears('message.created', { conversation_id: 'C1', seq: 1, prev_seq: 0, entry: cut });
    const claimed = entry(2, {
      kind: 'claimed',
      role: null,
      author: { name: 'Ben Adeyemi' },
      meta: { epoch: 1 },
    });
    const conversation = {
      id: 'C1',
      controller: 'human',
      claimed_by: { name: 'Ben Adeyemi' },
      last_seq: 2,
      epoch: 1,
    };
    last.hears('conversation.claimed', {
      conversation_id: 'C1',
      seq: 2,
      prev_seq: 1,
      entry: claimed,
      conversation,
    });
    write(14, ' forty turns');
    expect(chat.state.timeline.writing).toBeNull();
    expect(chat.state.timeline.entries[0]?.body).toBe('It takes about');
    expect(chat.state).toMatchObject({ controller: 'human', holder: 'Ben Adeyemi' });
    last.hears('conversation.released', {
      conversation_id: 'C1',
      seq: 1,
      prev_seq: 0,
      entry: claimed,
      conversation: { ...conversation, controller: 'bot', epoch: 0 },
    });
    expect(chat.state.controller).toBe('human');
  });

  it('shows no more that the agent is writing once its epoch is over, also when the agent answers again', async () => {
    const chat = await begun();
    let finish = (): void => undefined;
    // The stream stays open after the message was accepted: the agent has not written a word.
    replies['/v1/widget/messages/stream'] = [
      () => {
        const { client_id, body } = sends().at(-1) ?? { client_id: '', body: '' };
        const open = new ReadableStream<Uint8Array>({
          start(controller) {
            controller.enqueue(
              new TextEncoder().encode(
                `event: accepted\ndata: ${JSON.stringify({ entry: entry(1, { client_id, body }) })}\n\n`,
              ),
            );
            finish = () => {
              controller.enqueue(
                new TextEncoder().encode('event: done\ndata: {"interrupted":true}\n\n'),
              );
              controller.close();
            };
          },
        });
        return new Response(open);
      },
    ];
    chat.send('Hello?');
    const typing = () => itemsOf(chat.state).some((item) => item.kind === 'typing');
    await vi.waitFor(() => expect(typing()).toBe(true));
    const { last } = FakeSocket;
    const change = (seq: number, kind: string, controller: string, epoch: number) => ({
      conversation_id: 'C1',
      seq,
      prev_seq: seq - 1,
      entry: entry(seq, { kind, role: null, author: { name: 'Ben' }, meta: { epoch } }),
      conversation: {
        id: 'C1',
        controller,
        claimed_by: controller === 'human' ? { name: 'Ben' } : null,
        last_seq: seq,
        epoch,
      },
    });
    last.hears('conversation.claimed', change(2, 'claimed', 'human', 1));
    expect(typing()).toBe(false);
    last.hears('conversation.released', change(3, 'released', 'bot', 2));
    expect(typing()).toBe(false);
    finish();
    await vi.waitFor(() => expect(chat.state.timeline.pending).toEqual([]));
    expect(chat.state.awaited).toBe(0);
  });

  it('follows its place in the line while it waits, and forgets it with the wait', async () => {
    replies['/v1/widget/handoff'] = [
      json({
        state: 'queued',
        opens_at: null,
        conversation: {
          id: 'C1',
          controller: 'queued',
          claimed_by: null,
          last_seq: 1,
          epoch: 1,
          queue_position: 3,
        },
      }),
    ];
    const chat = await begun();
    await chat.askForHuman();
    expect(chat.state).toMatchObject({ controller: 'queued', queuePosition: 3 });
    FakeSocket.last.hears('queue.moved', { conversation_id: 'C1', position: 2 });
    expect(chat.state.queuePosition).toBe(2);
    const claimed = entry(2, {
      kind: 'claimed',
      role: null,
      author: { name: 'Ben' },
      meta: { epoch: 2 },
    });
    const conversation = {
      id: 'C1',
      controller: 'human',
      claimed_by: { name: 'Ben' },
      last_seq: 2,
      epoch: 2,
      queue_position: null,
    };
    FakeSocket.last.hears('conversation.claimed', {
      conversation_id: 'C1',
      seq: 2,
      prev_seq: 1,
      entry: claimed,
      conversation,
    });
    expect(chat.state.queuePosition).toBeNull();
    FakeSocket.last.hears('queue.moved', { conversation_id: 'C1', position: 1 });
    expect(chat.state.queuePosition).toBeNull();
  });

  it('gets what the closed shop says from the timeline, and says whether the offer was taken', async () => {
    replies['/v1/widget/handoff'] = [
      json({
        state: 'closed',
        opens_at: null,
        conversation: {
          id: 'C1',
          controller: 'bot',
          claimed_by: null,
          last_seq: 1,
          epoch: 0,
          queue_position: null,
        },
      }),
    ];
    const chat = await begun();
    const notice = 'We\u2019re closed right now.';
    replies['/v1/widget/timeline'] = [
      json({
        entries: [entry(1, { role: 'system', body: notice, meta: { reason: 'closed' } })],
        last_seq: 1,
        more: false,
      }),
    ];
    await chat.askForHuman('offer');
    expect(JSON.parse(sent('/v1/widget/handoff')[0]?.body ?? '')).toEqual({ reason: 'offer' });
    await vi.waitFor(() =>
      expect(itemsOf(chat.state).at(-1)).toMatchObject({ kind: 'form', of: 'closed1' }),
    );
    expect(chat.state.controller).toBe('bot');
  });

  it('learns from the timeline who answers, when the change came while it was away', async () => {
    const chat = await begun();
    const claimed = entry(1, {
      kind: 'claimed',
      role: null,
      author: { name: 'Ben' },
      meta: { epoch: 1 },
    });
    replies['/v1/widget/timeline'] = [
      json({
        entries: [claimed, entry(2, { role: 'human_agent', author: { name: 'Ben' } })],
        last_seq: 2,
        more: false,
      }),
    ];
    FakeSocket.last.hears('pusher_internal:subscription_succeeded', { last_seq: 2 });
    await vi.waitFor(() =>
      expect(chat.state).toMatchObject({ controller: 'human', holder: 'Ben' }),
    );
    expect(chat.state.timeline.entries).toHaveLength(2);
  });

  it('ends with the conversation, and begins another with the next message', async () => {
    const chat = await begun();
    FakeSocket.last.hears('conversation.deleted', { conversation_id: 'C1', deleted_by: null });
    expect(chat.state).toMatchObject({ phase: 'ended' });
    replies['/v1/widget/init'] = [json(initBody({ conversation_id: 'C2' }))];
    replies['/v1/widget/messages/stream'] = [accepts(1)];
    chat.send('Again');
    await vi.waitFor(() =>
      expect(chat.state.timeline.entries.map(({ body }) => body)).toEqual(['Again']),
    );
    expect(chat.conversation).toBe('C2');
  });

  it('brings a card after the answer, never before it, and none after contact details were left', async () => {
    const chat = await begun();
    const say = (seq: number, more: object) =>
      FakeSocket.last.hears('message.created', {
        conversation_id: 'C1',
        seq,
        prev_seq: seq - 1,
        entry: entry(seq, more),
      });
    say(1, {});
    expect(chat.state.prompts).toEqual([]);
    say(2, { role: 'agent' });
    expect(chat.state.prompts).toMatchObject([{ after: 2 }]);
    replies['/v1/widget/init'] = [
      json(
        initBody({
          last_seq: 3,
          entries: [
            entry(1),
            entry(2, { role: 'agent' }),
            entry(3, { kind: 'lead_captured', role: null }),
          ],
        }),
      ),
    ];
    expect((await begun()).state.prompts).toEqual([]);
  });

  it('says so where it may not begin, and keeps trying where nobody answers', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    replies['/v1/widget/init'] = [refusal(403, 'forbidden')];
    const refused = newChat();
    await refused.start();
    expect(refused.state.phase).toBe('refused');
    replies['/v1/widget/init'] = [null, json(initBody())];
    const patient = newChat();
    const started = patient.start();
    await vi.waitFor(() => expect(patient.state.offline).toBe(true));
    await vi.advanceTimersByTimeAsync(2000);
    await started;
    expect(patient.state.phase).toBe('ready');
  });
});
