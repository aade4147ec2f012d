// Judges what was recorded of one conversation. Pure: takes a history as plain data (recorder.js
// says of what shape), gives the violations {rule, text}. The rules:
//
//   holes      the timeline counts 1, 2, 3 …; its parts, pages and rows agree
//   unsent     every entry was sent by somebody
//   changed    an entry says what its sender said, and everybody is told the same
//   doubled    one client id makes one entry
//   lost       what was acknowledged or announced is in the timeline
//   refused    what was refused is not
//   claims     one holder at a time; every change of hands is one that the roles allow
//   replies    a reply was made by the holder
//   agent      no output of the agent belongs to an older epoch
//   answers    every answer, also a refusal, was true at some moment between call and answer
//   order      there is one order of everything that agrees with every clock
//   gaps       a connection hears every entry, in order
//   fence      a change of hands is acknowledged when everybody has been sent it
//   missed     and all of them, as long as it stays open
//   times      a claim or a queue lasts as long as it must
//   deleted    of a deleted conversation nothing is left, and nothing comes back
//   audit      the audit log holds what the timeline holds
import { checkCalls } from './calls.js';
import { checkEntries } from './entries.js';
import { checkGone } from './gone.js';
import { checkListeners } from './listeners.js';
import { epochs, replay, visible } from './model.js';
import { checkTimes } from './times.js';
import { Windows } from './windows.js';

/** The same, whatever the order of keys. */
export function same(a, b) {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => same(a[key], b[key]));
}

const shortened = (text) => (text.length <= 60 ? text : `${text.slice(0, 57)}…`);
/** An entry in a few words. */
export function inWords(entry) {
  const what = entry.kind === 'message' ? entry.role : entry.kind;
  return `entry ${entry.seq} (${what}${entry.author ? ` by ${entry.author.name}` : ''}${entry.body ? `: "${shortened(entry.body)}"` : ''})`;
}

/** What the rules share: the history, what follows from its timeline, and where they report. */
class Case {
  violations = [];
  #stateByEpoch;

  constructor(world, conversation) {
    this.world = world;
    this.conversation = conversation;
    this.timeline = conversation.timeline;
    /** The visitor's entry at each seq. */
    this.visitorEntries = new Map(conversation.visitorTimeline.map((entry) => [entry.seq, entry]));
    const { states, problems } = replay(this.timeline, world.people, this.#controllersTold());
    this.states = states;
    this.epochs = epochs(states);
    this.#stateByEpoch = new Map(this.epochs.map(({ state }) => [state.epoch, state]));
    this.windows = new Windows(this.timeline.length);
    for (const { rule, text } of problems) this.wrong(rule, text);
  }

  wrong(rule, text) {
    this.violations.push({ rule, text: `${this.conversation.id}: ${text}` });
  }

  /** The entry at `seq` as members or the visitor see it. */
  entry(seq, viewer) {
    return viewer === 'member' ? this.timeline[seq - 1] : this.visitorEntries.get(seq);
  }

  /** Who answered in an epoch. */
  stateIn(epoch) {
    return this.#stateByEpoch.get(epoch);
  }

  /** Somebody was told an entry at `time`: it must be in the timeline, and be there by then. */
  told(entry, viewer, time, why) {
    const stored = this.entry(entry.seq, viewer);
    if (stored === undefined) return this.wrong('lost', `${why}: ${inWords(entry)} is gone`);
    if (!same(stored, entry))
      return this.wrong('changed', `${why}: ${inWords(entry)} is ${inWords(stored)} now`);
    this.windows.notAfter(entry.seq, time, why);
  }

  /** The positions at which an audience that was told `seq` as the last one may have been. */
  stretchAt(seq, viewer) {
    if (viewer === 'member') return [seq, seq];
    let last = seq;
    while (last < this.timeline.length && !visible(this.timeline[last])) last += 1;
    return [seq, last];
  }

  /**
   * Somebody was told who answers, by a view of the conversation that was true between `begin` and
   * `end`.
   */
  viewed(view, viewer, begin, end, why) {
    const state = this.states[view.last_seq];
    if (state === undefined)
      return this.wrong(
        'lost',
        `${why}: it told of entry ${view.last_seq}, the timeline ends at ${this.timeline.length}`,
      );
    const holder = viewer === 'member' ? view.claimed_by_user_id : (view.claimed_by?.name ?? null);
    const due =
      viewer === 'member' || state.holder === null
        ? state.holder
        : this.world.people[state.holder].name;
    if (view.epoch !== state.epoch || view.controller !== state.controller || holder !== due) {
      const [is, was] = [
        [view.epoch, view.controller, holder],
        [state.epoch, state.controller, due],
      ].map((parts) => parts.join(' '));
      this.wrong(
        'answers',
        `${why}: it told "${is}" at entry ${view.last_seq}, where it was "${was}"`,
      );
    }
    this.windows.seen(this.stretchAt(view.last_seq, viewer), begin, end, why);
  }

  /** Between `begin` and `end` the state was one that fits. */
  seenWhere(fits, begin, end, why) {
    const stretches = [];
    for (const { first, last, state } of this.epochs) {
      if (!fits(state)) continue;
      const latest = stretches.at(-1);
      if (latest?.[1] === first - 1) latest[1] = last;
      else stretches.push([first, last]);
    }
    this.windows.seenOneOf(stretches, begin, end, why);
  }

  #controllersTold() {
    const told = new Map();
    const note = (view) => view && told.set(view.epoch, view.controller);
    for (const call of this.conversation.calls) note(call.view);
    for (const listener of this.conversation.listeners)
      for (const frame of listener.frames) note(frame.view);
    note(this.conversation.final);
    return told;
  }
}

function checkTimeline(kase) {
  const { timeline, conversation } = kase;
  timeline.forEach((entry, n) => {
    if (entry.seq !== n + 1) kase.wrong('holes', `entry ${entry.seq} stands at place ${n + 1}`);
  });
  const seen = timeline.filter(visible);
  if (seen.length !== conversation.visitorTimeline.length) {
    kase.wrong(
      'holes',
      `the visitor is shown ${conversation.visitorTimeline.length} entries of ${seen.length}`,
    );
  }
  for (const entry of seen) {
    const shown = kase.visitorEntries.get(entry.seq);
    const fields = [
      'kind',
      'role',
      'client_id',
      ...(entry.kind === 'lead_captured' ? [] : ['body']),
    ];
    const alike = shown !== undefined && fields.every((field) => shown[field] === entry[field]);
    if (!alike) kase.wrong('changed', `the visitor is shown ${inWords(entry)} otherwise`);
  }
  if (conversation.rows !== null && conversation.rows !== timeline.length) {
    kase.wrong(
      'holes',
      `the database has ${conversation.rows} rows, the timeline ${timeline.length} entries`,
    );
  }
}

const actions = {
  claimed: 'conversation.claim',
  released: 'conversation.release',
  lapsed: 'conversation.lapse',
};

function checkAudit(kase) {
  const due = kase.timeline
    .filter(({ kind, author }) => kind in actions && (kind !== 'released' || author !== null))
    .map(({ kind, author, meta: { transferred_by: giver } }) =>
      giver
        ? `conversation.transfer ${giver.id}`
        : `${actions[kind]} ${kind === 'lapsed' ? null : author.id}`,
    );
  const recorded = kase.conversation.audits.map(({ action, actor }) => `${action} ${actor}`);
  for (let n = 0; n < Math.max(due.length, recorded.length); n += 1) {
    if (due[n] === recorded[n]) continue;
    return kase.wrong(
      'audit',
      `row ${n + 1} of the audit log is "${recorded[n]}", the timeline has "${due[n]}"`,
    );
  }
}

function checkOrder(kase) {
  const { unseen, crossed } = kase.windows.settle();
  for (const why of unseen) kase.wrong('answers', `${why}: that was never so while it was asked`);
  for (const { p, low, high } of crossed) {
    kase.wrong(
      'order',
      `${inWords(kase.timeline[p - 1])} came after the beginning of [${low}] and before the end of [${high}]`,
    );
  }
}

/** Every violation in one conversation. `world`: {people, settings, presence}. */
export function checkConversation(world, conversation) {
  const kase = new Case(world, conversation);
  if (conversation.gone !== null) {
    checkGone(kase);
    return kase.violations;
  }
  if (conversation.final === null) {
    kase.wrong('lost', 'the conversation is not there any more');
    return kase.violations;
  }
  checkTimeline(kase);
  checkCalls(kase);
  checkListeners(kase);
  kase.viewed(conversation.final, 'member', -Infinity, Infinity, 'the conversation at the end');
  checkEntries(kase);
  checkOrder(kase);
  checkTimes(kase);
  checkAudit(kase);
  return kase.violations;
}

/** Every violation in a history. */
export const check = (history) =>
  history.conversations.flatMap((conversation) => checkConversation(history, conversation));
