// Where the visitor is: what members are shown, and that no page address refuses a chat.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

import { call } from '../support/http.js';
import { RealtimeSocket } from '../support/realtime.js';
import { makeWorld, shopOrigin } from '../support/world.js';

describe('the page of a visitor', () => {
  let world;

  before(async () => {
    world = await makeWorld();
  });
  after(() => world?.discard());

  const init = (fields) =>
    call(world.base, 'POST', '/v1/widget/init', {
      json: { agent_id: world.agent, ...fields },
      headers: { Origin: shopOrigin },
    });
  const moved = (visitor, json) =>
    call(world.base, 'POST', '/v1/widget/page', { token: visitor.token, json });
  const pageOf = async (id) => (await world.admin.conversation(id)).page_url;

  for (const [name, page_url, shown] of [
    ['2,049 bytes', `${shopOrigin}/${'x'.repeat(2049 - shopOrigin.length - 1)}`, 2048],
    ['ten thousand bytes', `${shopOrigin}/${'x'.repeat(10_000)}`, 2048],
    ['a lone surrogate', `${shopOrigin}/\ud800`, `${shopOrigin}/\ufffd`],
    ['control characters', `${shopOrigin}/a\n\u0000b`, `${shopOrigin}/a\ufffdb`],
    ['a number', 5, null],
    ['nothing', undefined, null],
  ])
    test(`a chat begins on a page address of ${name}`, async () => {
      const { status, json } = await init({ page_url });
      assert.equal(status, 200);
      const page = await pageOf(json.conversation_id);
      if (typeof shown === 'number') assert.equal(page.length, shown);
      else assert.equal(page, shown);
    });

  test('a conversation that is resumed on another page is there now', async () => {
    const first = await init({ page_url: `${shopOrigin}/plain` });
    const again = await init({ page_url: `${shopOrigin}/checkout`, anon_id: first.json.anon_id });
    assert.equal(again.json.conversation_id, first.json.conversation_id);
    assert.equal(await pageOf(first.json.conversation_id), `${shopOrigin}/checkout`);
    const unknown = await init({ anon_id: first.json.anon_id });
    assert.equal(unknown.status, 200);
    assert.equal(await pageOf(first.json.conversation_id), `${shopOrigin}/checkout`);
  });

  test('members hear of a page that was reached without a load, once', async () => {
    const visitor = await world.visitor();
    await visitor.say('Is it in stock?');
    const live = await RealtimeSocket.open(world.base, world.admin.realtimeKey);
    await live.subscribe(world.admin, `private-workspace.${world.workspace}`);
    const from = live.frames.length;
    const page_url = `${shopOrigin}/pricing`;
    assert.equal((await moved(visitor, { page_url })).status, 204);
    const { data } = await live.next(
      ({ event, data }) =>
        event === 'conversation.updated' && data.conversation.page_url === page_url,
      { from },
    );
    assert.equal(data.conversation.id, visitor.conversation);
    assert.equal(await pageOf(visitor.conversation), page_url);
    for (const page_url of ['\ud800', 5, null, 'x'.repeat(3000)])
      assert.equal((await moved(visitor, { page_url })).status, 204);
    assert.equal((await pageOf(visitor.conversation)).length, 2048);
    live.close();
  });

  test('a stranger cannot move anybody', async () => {
    const answer = await call(world.base, 'POST', '/v1/widget/page', {
      json: { page_url: shopOrigin },
    });
    assert.equal(answer.status, 401);
  });
});
