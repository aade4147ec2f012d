// Rules about entries that no client id names: who made the claims, releases and queues, and what
// the agent said. Pure; reports to the case that it is given.
import { describe, isUnknown } from './calls.js';
import { inWords } from './checker.js';
import { isLeftWaiting } from './model.js';

const takes = new Set(['claim', 'force', 'next']);

/** Which calls can make an entry of a kind. */
const makers = {
  claimed: (call, { author, meta: { transferred_by: giver } }) =>
    giver
      ? call.op === 'transfer' && call.by === giver.id && call.to === author?.id
      : takes.has(call.op) && call.by === author?.id,
  released: (call, entry) => call.op === 'release' && call.by === entry.author?.id,
  queued: (call) => call.op === 'handoff',
};

/**
 * Every change of hands was asked for by a call that had not ended before, and each call changed
 * hands once at most.
 */
function checkMakers(kase) {
  const { calls } = kase.conversation;
  const used = new Set();
  const changes = kase.timeline.filter(
    (entry) =>
      entry.kind in makers &&
      (entry.kind !== 'released' || entry.author !== null) &&
      !isLeftWaiting(entry),
  );
  const unclaimed = [];
  for (const entry of changes) {
    const able = calls.filter((call) => makers[entry.kind](call, entry));
    const told = able.filter(
      (call) =>
        call.status === 200 &&
        call.view.last_seq === entry.seq &&
        call.view.epoch === entry.meta.epoch,
    );
    const perhaps = able.filter(isUnknown);
    if (told.length === 0) {
      unclaimed.push({ entry, able: perhaps });
    } else {
      // Who was told may have repeated what a call did whose answer never came.
      const first = [...told, ...perhaps].reduce((a, b) => (a.begin <= b.begin ? a : b));
      kase.windows.notBefore(entry.seq, first.begin, describe(first));
    }
  }
  // The others were made by calls whose answer never came.
  kase.windows.spread();
  for (const { entry, able } of unclaimed) {
    const possible = able.filter(
      (call) =>
        !used.has(call) &&
        call.begin <= kase.windows.high(entry.seq) &&
        call.until >= kase.windows.low(entry.seq),
    );
    possible.sort((a, b) => a.until - b.until || a.begin - b.begin);
    if (possible.length === 0) {
      kase.wrong('unsent', `${inWords(entry)} was asked for by nobody`);
      continue;
    }
    used.add(possible[0]);
    kase.windows.notBefore(
      entry.seq,
      Math.min(...possible.map(({ begin }) => begin)),
      `a call like ${describe(possible[0])}`,
    );
  }
}

/** The agent speaks when a visitor has asked, in the epoch in which it began. */
function checkAgent(kase) {
  const epochOf = new Map();
  for (const listener of kase.conversation.listeners) {
    for (const { delta } of listener.frames) if (delta) epochOf.set(delta.generation, delta.epoch);
  }
  let pending = false;
  kase.timeline.forEach((entry, n) => {
    if (entry.kind !== 'message') return;
    if (entry.role === 'visitor') pending = true;
    if (entry.role !== 'agent') return;
    if (!pending) kase.wrong('unsent', `${inWords(entry)}: nobody had asked`);
    const begun = epochOf.get(entry.meta.generation);
    const { epoch } = kase.states[n];
    if (begun !== undefined && begun !== epoch)
      kase.wrong('agent', `${inWords(entry)} was begun in epoch ${begun} and stored in ${epoch}`);
  });
}

export function checkEntries(kase) {
  checkMakers(kase);
  checkAgent(kase);
}
