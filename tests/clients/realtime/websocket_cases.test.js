// The WebSocket protocol against the running server, case by case. The table is in
// websocket_cases.js.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { op, talk } from '../support/raw_websocket.js';
import { makeWorld } from '../support/world.js';
import { groups } from './websocket_cases.js';

/** A frame of the server: `pong`, `error 4200`, `native pong "text"` or `… hex`, `close 1002`. */
function inWords({ opcode, fin, payload }) {
  assert.ok(fin, 'a frame of the server is a whole message');
  if (opcode === op.close && payload.length === 0) return 'close';
  if (opcode === op.close) return `close ${payload.readUInt16BE()}`;
  if (opcode === op.pong) {
    const text = payload.toString();
    return `native pong ${/^[ -~]*$/.test(text) ? `"${text}"` : payload.toString('hex')}`;
  }
  assert.equal(opcode, op.text);
  const { event, data } = JSON.parse(payload.toString());
  if (event === 'pusher:error') return `error ${JSON.parse(data).code}`;
  return event.replace(/^pusher:/, '');
}

describe('WebSocket', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 0 });
  });
  after(() => world?.discard());

  for (const [group, cases] of Object.entries(groups))
    describe(group, () => {
      for (const { name, sent, answers, pieces } of cases)
        test(name, async () => {
          const frames = await talk(world.server.port, world.owner.realtimeKey, sent, pieces);
          assert.deepEqual(frames.map(inWords), answers);
        });
    });
});
