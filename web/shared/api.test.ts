import { afterEach, describe, expect, it, vi } from 'vitest';
import { call, nothing, outcomeUnknown } from './api';
import { shape, text } from './fields';

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(
      async () => new Response(body === null ? null : JSON.stringify(body), { status, headers }),
    ),
  );
const sent = () => vi.mocked(fetch).mock.calls[0] as [string, RequestInit];

afterEach(() => void vi.unstubAllGlobals());

describe('a call', () => {
  it('gives the checked answer', async () => {
    answer(200, { name: 'Nora', age: 4 });
    expect(await call('/x', { read: shape({ name: text }) })).toMatchObject({
      ok: true,
      value: { name: 'Nora' },
    });
  });

  it('says who holds the conversation when a claim is refused', async () => {
    answer(409, {
      type: 'https://takeover.dev/problems/already-claimed',
      title: 'Held',
      claimed_by: { id: '1', name: 'Ben Adeyemi' },
    });
    const result = await call('/x', { method: 'POST', json: {}, read: nothing });
    expect(result).toMatchObject({
      ok: false,
      problem: { type: 'already-claimed', status: 409, claimedBy: { name: 'Ben Adeyemi' } },
    });
  });

  it('reads the seconds of Retry-After', async () => {
    answer(429, { type: 'x/too-many-requests', title: 'Slow down' }, { 'Retry-After': '38' });
    expect(await call('/x', { read: nothing })).toMatchObject({
      ok: false,
      problem: { retryAfter: 38 },
    });
  });

  it('survives an error page that is no problem document', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(async () => new Response('<h1>Bad gateway</h1>', { status: 502 })),
    );
    const result = await call('/x', { read: nothing });
    expect(result).toMatchObject({ ok: false, problem: { status: 502 } });
    expect(!result.ok && outcomeUnknown(result.problem)).toBe(true);
  });

  it('reports an answer that breaks the protocol instead of passing it on', async () => {
    answer(200, { name: 7 });
    expect(await call('/x', { read: shape({ name: text }) })).toMatchObject({
      ok: false,
      problem: { type: 'malformed-answer' },
    });
  });

  it('reports that no answer came', async () => {
    vi.stubGlobal('fetch', vi.fn(async () => Promise.reject(new TypeError('Failed to fetch'))));
    expect(await call('/x', { read: nothing })).toMatchObject({
      ok: false,
      problem: { type: 'offline', status: 0 },
    });
  });

  it('gives up after its time', async () => {
    vi.stubGlobal(
      'fetch',
      vi.fn(
        (_: string, init: RequestInit) =>
          new Promise((_resolve, reject) => {
            init.signal?.addEventListener('abort', () =>
              reject(new DOMException('aborted', 'AbortError')),
            );
          }),
      ),
    );
    expect(await call('/x', { timeout: 5, read: nothing })).toMatchObject({
      ok: false,
      problem: { type: 'offline' },
    });
  });

  it('sends JSON, a form or nothing, and the token when there is one', async () => {
    answer(204, null);
    await call('/x', { method: 'POST', json: { a: 1 }, token: 't', read: nothing });
    expect(sent()[1]).toMatchObject({
      method: 'POST',
      body: '{"a":1}',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer t' },
    });
  });
});
