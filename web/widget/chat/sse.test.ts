import { describe, expect, it } from 'vitest';
import { eventParser, events } from './sse';

const whole =
  'event: accepted\ndata: {"a":1}\n\n: a comment\nevent: delta\r\ndata: one\r\ndata: two\r\n\r\ndata:bare\n\n';
const parsed = [
  { name: 'accepted', data: '{"a":1}' },
  { name: 'delta', data: 'one\ntwo' },
  { name: 'message', data: 'bare' },
];

function bodyOf(...pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

describe('server-sent events', () => {
  it('reads names, several data lines and any line end', () => {
    expect(eventParser()(whole)).toEqual(parsed);
  });

  it('gives the same events wherever the stream is cut', () => {
    for (let cut = 1; cut < whole.length; cut++) {
      const parse = eventParser();
      expect([...parse(whole.slice(0, cut)), ...parse(whole.slice(cut))]).toEqual(parsed);
    }
  });

  it('keeps back an event that has not ended', () => {
    expect(eventParser()('event: delta\ndata: half\n')).toEqual([]);
  });

  it('puts a character together that came in two pieces', async () => {
    const bytes = new TextEncoder().encode('data: caf\u00e9\n\n');
    const received = [];
    for await (const event of events(new Response(bodyOf(bytes.slice(0, 10), bytes.slice(10)))))
      received.push(event);
    expect(received).toEqual([{ name: 'message', data: 'caf\u00e9' }]);
  });

  it('reads a body that comes in one, where fetch is one of an old library', async () => {
    const received = [];
    for await (const event of events({ body: null, text: async () => whole })) received.push(event);
    expect(received).toEqual(parsed);
  });
});
