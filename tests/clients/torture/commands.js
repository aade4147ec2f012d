// Generates the operations and the faults of a run. Pure: the same seed gives the same choices,
// whatever their outcome.
import { Random } from '../support/random.js';

const memberWishes = [
  ['reply', 32],
  ['claim', 24],
  ['release', 16],
  ['note', 8],
  ['page', 6],
  ['read', 7],
  ['force', 7],
  ['transfer', 9],
  ['keep', 3],
  ['next', 4],
];
const visitorWishes = [
  ['say', 38],
  ['ask', 34],
  ['handoff', 10],
  ['page', 9],
  ['lead', 6],
  ['clear', 1],
];

function weighted(random, wishes) {
  const sum = wishes.reduce((total, [, weight]) => total + weight, 0);
  let point = random.between(1, sum);
  for (const [choice, weight] of wishes) {
    point -= weight;
    if (point <= 0) return choice;
  }
  throw new Error('weights do not add up');
}

/** Mostly short; now and then long enough to fill the queue of a connection that is not read. */
function size(random) {
  const kind = random.between(1, 100);
  if (kind <= 90) return 0;
  return kind <= 98 ? random.between(200, 2_000) : random.between(10_000, 60_000);
}

/** How a wish is sent: once, or by two calls at once, or by one that is cut off and repeated. */
function manner(random) {
  const kind = random.between(1, 100);
  if (kind <= 3) return 'twice';
  return kind <= 6 ? 'cut' : 'once';
}

/**
 * Commands of lane `lane` of member `member`: {op, visitor (index), earlier: in their earlier
 * conversation, to (the index of the member who gets a transfer), manner, size}. Without end.
 */
export function* memberCommands(seed, member, lane, { members, visitors }) {
  const random = new Random(seed * 7919 + member * 101 + lane * 31 + 1);
  for (;;) {
    // Everybody has visitors of their own, and reaches for those of others.
    const own = random.between(1, 100) <= 60;
    const visitor = own
      ? member + members * random.between(0, Math.ceil(visitors / members) - 1)
      : random.between(0, visitors - 1);
    const earlier = random.between(1, 100) <= 5;
    const to = random.between(0, members - 1);
    yield { op: weighted(random, memberWishes), visitor: visitor % visitors, earlier, to, manner: manner(random), size: size(random) };
  }
}

/**
 * Commands of one visitor: {op, question, erase: the conversation that is cleared, manner, size}.
 * Without end.
 */
export function* visitorCommands(seed, visitor) {
  const random = new Random(seed * 104_729 + visitor * 17 + 2);
  for (;;) {
    const [question, erase] = [random.between(1, 100) <= 70, random.between(1, 100) <= 20];
    yield { op: weighted(random, visitorWishes), question, erase, manner: manner(random), size: size(random) };
  }
}

/**
 * What breaks, by the number of operations before it: {at, what, who, until}. `what`: kill (the
 * server), restart (the database), cut (a socket), slow (a socket is not read until `until`), leave
 * (a member is gone until `until`). `who` is an index to be taken modulo the number of sockets, or
 * of members.
 */
export function troubles(seed, operations, { kills, restarts = 0 }) {
  const random = new Random(seed * 15_485_863 + 3);
  const list = [];
  const add = (count, what, least, most) => {
    for (let n = 0; n < count; n += 1) {
      const at = Math.floor((operations * (n + 0.2 + 0.6 * random.next())) / count);
      list.push({
        at,
        what,
        who: random.between(0, 999),
        until: at + Math.floor((operations * random.between(least, most)) / 1000),
      });
    }
  };
  add(kills, 'kill', 0, 0);
  add(restarts, 'restart', 0, 0);
  add(Math.ceil(operations / 150), 'cut', 0, 0);
  add(Math.max(6, Math.ceil(operations / 1_500)), 'slow', 20, 150);
  add(Math.max(6, Math.ceil(operations / 2_500)), 'leave', 30, 120);
  return list.sort((a, b) => a.at - b.at);
}
