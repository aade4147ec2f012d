import assert from 'node:assert/strict';
import { test } from 'node:test';

import { memberCommands, troubles, visitorCommands } from './commands.js';

const first = (commands) =>
  Array.from({ length: 200 }, () => JSON.stringify(commands.next().value));
const people = { members: 8, visitors: 40 };

test('the same seed gives the same commands, another one gives others', () => {
  assert.deepEqual(first(memberCommands(7, 2, 1, people)), first(memberCommands(7, 2, 1, people)));
  assert.notDeepEqual(
    first(memberCommands(7, 2, 1, people)),
    first(memberCommands(8, 2, 1, people)),
  );
  assert.notDeepEqual(
    first(memberCommands(7, 2, 1, people)),
    first(memberCommands(7, 2, 0, people)),
  );
  assert.deepEqual(first(visitorCommands(7, 3)), first(visitorCommands(7, 3)));
  assert.deepEqual(troubles(7, 10_000, { kills: 4 }), troubles(7, 10_000, { kills: 4 }));
});

test('members reach every visitor, and everything is wished for', () => {
  const commands = memberCommands(7, 0, 0, people);
  const many = Array.from({ length: 5_000 }, () => commands.next().value);
  assert.equal(new Set(many.map(({ visitor }) => visitor)).size, 40);
  assert.deepEqual([...new Set(many.map(({ op }) => op))].sort(), [
    'claim',
    'force',
    'keep',
    'next',
    'note',
    'page',
    'read',
    'release',
    'reply',
    'transfer',
  ]);
  assert.equal(new Set(many.filter(({ op }) => op === 'transfer').map(({ to }) => to)).size, 8);
  assert.deepEqual([...new Set(many.map(({ manner }) => manner))].sort(), ['cut', 'once', 'twice']);
});

test('everything that can break does, within the run', () => {
  const list = troubles(7, 3_000, { kills: 5 });
  assert.deepEqual([...new Set(list.map(({ what }) => what))].sort(), [
    'cut',
    'kill',
    'leave',
    'slow',
  ]);
  assert.equal(list.filter(({ what }) => what === 'kill').length, 5);
  assert.ok(list.every(({ at }) => at < 3_000));
});
