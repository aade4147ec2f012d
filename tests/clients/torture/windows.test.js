import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Windows } from './windows.js';

test('bounds of one entry are bounds of those before and after it', () => {
  const windows = new Windows(3);
  windows.notBefore(1, 10, 'a');
  windows.notAfter(3, 20, 'b');
  windows.spread();
  assert.deepEqual(
    [1, 2, 3].map((p) => [windows.low(p), windows.high(p)]),
    [
      [10, 20],
      [10, 20],
      [10, 20],
    ],
  );
});

test('an entry that must come after something later is told with both reasons', () => {
  const windows = new Windows(2);
  windows.notBefore(1, 30, 'begun at 30');
  windows.notAfter(2, 20, 'seen at 20');
  const { crossed } = windows.settle();
  assert.deepEqual(crossed, [{ p: 1, low: 'begun at 30', high: 'seen at 20' }]);
});

test('a sighting that only one stretch allows bounds its entries', () => {
  const windows = new Windows(2);
  windows.notAfter(2, 20, 'seen at 20');
  windows.seenOneOf([[0, 0], [1, 1]], 25, 30, 'never');
  windows.seenOneOf([[2, 2]], 15, 18, 'at 18');
  const { unseen } = windows.settle();
  assert.deepEqual(unseen, ['never']);
  assert.equal(windows.high(2), 18);
});

test('sightings are decided together: the first leaves the second no room', () => {
  const windows = new Windows(1);
  windows.seenOneOf([[1, 1]], 0, 10, 'after the entry');
  windows.seenOneOf([[0, 0]], 20, 30, 'before the entry');
  const { unseen, crossed } = windows.settle();
  assert.equal(unseen.length + crossed.length, 1);
});

test('a sighting that two stretches allow bounds nothing', () => {
  const windows = new Windows(2);
  windows.seenOneOf([[0, 0], [2, 2]], 10, 20, 'somewhere');
  assert.deepEqual(windows.settle(), { unseen: [], crossed: [] });
  assert.equal(windows.high(1), Infinity);
});
