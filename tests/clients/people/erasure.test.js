// What is deleted is gone from the files, too: the database and its write-ahead log.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';

import { eventually } from '../support/eventually.js';
import { expectCall } from '../support/http.js';
import { makeWorld, newClientId, shopOrigin } from '../support/world.js';

describe('erasure', () => {
  let world;
  before(async () => {
    world = await makeWorld({ members: 0 });
  });
  after(() => world?.discard());

  const files = () => [world.server.databaseFile, `${world.server.databaseFile}-wal`];
  const isOnDisk = async (text) =>
    (await Promise.all(files().map((file) => readFile(file).catch(() => Buffer.alloc(0))))).some(
      (bytes) => bytes.includes(text),
    );
  const browser = async (anon_id) => {
    const { json } = await expectCall(200, world.base, 'POST', '/v1/widget/init', {
      json: { agent_id: world.agent, page_url: `${shopOrigin}/beans`, anon_id },
      headers: { Origin: shopOrigin },
    });
    return json;
  };

  test('a deleted conversation, its visitor and a deleted lead leave no byte behind', async () => {
    const [words, name] = ['Wordmarker7', 'Namemarker7'];
    const visitor = await world.visitor();
    await visitor.say(`My name is ${words}`);
    const email = `${newClientId('emailmarker7')}@example.com`;
    const lead = await world.leaveLead(email, { name }, visitor);
    for (const text of [words, name, email]) assert.ok(await isOnDisk(text), text);

    const path = `/api/conversations/${visitor.conversation}`;
    assert.equal((await world.admin.call('DELETE', path)).status, 204);
    await eventually('the words are gone', async () => !(await isOnDisk(words)));
    assert.ok(await isOnDisk(email), 'the lead stays, and so does who it is');

    assert.equal((await world.admin.call('DELETE', `/api/leads/${lead}`)).status, 204);
    for (const text of [name, email])
      await eventually(`${text} is gone`, async () => !(await isOnDisk(text)));
  });

  test('a browser whose only conversation was deleted comes back as someone new', async () => {
    const first = await browser('a-browser-of-old');
    const path = `/api/conversations/${first.conversation_id}`;
    assert.equal((await world.admin.call('DELETE', path)).status, 204);

    const again = await browser('a-browser-of-old');

    assert.notEqual(again.visitor_id, first.visitor_id);
    assert.notEqual(again.conversation_id, first.conversation_id);
  });

  test('the account of a member who left their last workspace is gone, and its email is free', async () => {
    const pat = { name: 'Patmarker7', email: 'patmarker7@northline.example', role: 'member' };
    const secret = { password: 'a long enough password' };
    const { json } = await world.owner.call('POST', '/api/members', { ...pat, ...secret });
    assert.ok(await isOnDisk(pat.email));

    assert.equal((await world.owner.call('DELETE', `/api/members/${json.id}`)).status, 204);

    for (const text of [pat.name, pat.email])
      await eventually(`${text} is gone`, async () => !(await isOnDisk(text)));
    const other = { password: 'another long password' };
    const again = await world.owner.call('POST', '/api/members', { ...pat, ...other });
    assert.equal(again.status, 201, again.text);
    assert.notEqual(again.json.id, json.id);
  });
});
