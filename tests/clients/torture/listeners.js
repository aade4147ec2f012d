// Rules about what each connection was told, frame by frame. Pure; reports to the case that it is
// given.
import { inWords } from './checker.js';
import { beginsEpoch } from './model.js';

const changesHands = new Set(['claim', 'force', 'next', 'transfer', 'release', 'handoff']);

/** A listener in a few words. */
const describe = (listener) => `listener ${listener.n} (${listener.viewer})`;

/** The pieces of one answer on one connection, put together as a client does. */
class Answers {
  #byGeneration = new Map();

  constructor(kase, why) {
    Object.assign(this, { kase, why });
  }

  piece({ generation, offset, text }) {
    const answer = this.#byGeneration.get(generation) ?? { text: '', whole: false };
    this.#byGeneration.set(generation, answer);
    if (answer.whole)
      this.kase.wrong('agent', `${this.why}: more of answer ${generation} came after the whole`);
    if (offset > answer.text.length)
      this.kase.wrong(
        'gaps',
        `${this.why}: a piece of answer ${generation} begins at ${offset} after ${answer.text.length}`,
      );
    answer.text = offset === 0 ? text : answer.text.slice(0, offset) + text;
  }

  /** The entry of an answer holds what was shown of it. */
  whole(entry) {
    if (entry.role !== 'agent') return;
    const answer = this.#byGeneration.get(entry.meta.generation) ?? { text: '' };
    this.#byGeneration.set(entry.meta.generation, { ...answer, whole: true });
    if (!entry.body.startsWith(answer.text))
      this.kase.wrong('changed', `${this.why}: ${inWords(entry)} is not what was shown before`);
  }
}

/**
 * The agent's words belong to an epoch that has not ended for this connection, and in which the
 * agent spoke.
 */
function checkEpoch(kase, why, { generation, epoch }, floor) {
  const piece = `${why}: a piece of answer ${generation} of epoch ${epoch}`;
  if (epoch < floor) kase.wrong('agent', `${piece} came in epoch ${floor}`);
  const state = kase.stateIn(epoch);
  if (state === undefined) kase.wrong('lost', `${piece}: there is no such epoch`);
  else if (!state.controller.includes('bot'))
    kase.wrong('agent', `${piece}, of which the controller was ${state.controller}`);
}

function checkListener(kase, listener) {
  const { viewer, from } = listener;
  const why = describe(listener);
  const answers = new Answers(kase, why);
  let last = from.seq;
  let floor = viewer === 'member' ? (kase.states[from.seq]?.epoch ?? 0) : 0;
  if (from.seq > kase.timeline.length)
    kase.wrong(
      'lost',
      `${why}: joined at entry ${from.seq}, the timeline ends at ${kase.timeline.length}`,
    );
  else kase.windows.seen(kase.stretchAt(from.seq, viewer), from.asked, from.got, why);
  for (const { at, seq, prev, entry, view, delta } of listener.frames) {
    if (delta) {
      checkEpoch(kase, why, delta, floor);
      answers.piece(delta);
      continue;
    }
    const follows = kase.world.settings.livePerProcess ? prev >= last : prev === last;
    if (!follows || seq !== entry.seq || seq <= last)
      kase.wrong('gaps', `${why}: entry ${seq} follows ${prev} after ${last}`);
    last = seq;
    kase.told(entry, viewer, at, why);
    if (view) kase.viewed(view, viewer, -Infinity, at, `${why}: the view with entry ${seq}`);
    if (beginsEpoch(entry)) floor = Math.max(floor, entry.meta.epoch);
    answers.whole(entry);
  }
  const end =
    (viewer === 'member' ? kase.timeline : kase.conversation.visitorTimeline).at(-1)?.seq ?? 0;
  if (listener.open && last !== end && !kase.world.settings.livePerProcess)
    kase.wrong('missed', `${why}: it was open to the end and heard up to ${last} of ${end}`);
}

/** A stream of answers to one message. */
function checkStream(kase, call) {
  const why = `the stream of ${call.op} #${call.n}`;
  const answers = new Answers(kase, why);
  for (const { delta, entry } of call.stream) {
    if (delta) {
      checkEpoch(kase, why, delta, 0);
      answers.piece(delta);
    } else {
      kase.told(entry, 'visitor', call.end ?? Infinity, why);
      answers.whole(entry);
    }
  }
}

/**
 * Turns of the event loop in which what stands in the kernel must have been read, large frames
 * included.
 */
const beatsToRead = 3;

/** When a change of hands is acknowledged, everybody has been sent it. */
function checkFence(kase, listener) {
  if (listener.slow || kase.world.settings.livePerProcess) return;
  const heardIn = new Map();
  for (const { entry, beat } of listener.frames)
    if (entry && beginsEpoch(entry)) heardIn.set(entry.meta.epoch, beat);
  for (const call of kase.conversation.calls) {
    if (call.status !== 200 || !changesHands.has(call.op)) continue;
    const beats = heardIn.get(call.view.epoch) - call.beat;
    if (beats > beatsToRead)
      kase.wrong(
        'fence',
        `${describe(listener)} heard of epoch ${call.view.epoch} ${beats} turns after ${call.op} #${call.n} was acknowledged`,
      );
  }
}

export function checkListeners(kase) {
  for (const listener of kase.conversation.listeners) {
    checkListener(kase, listener);
    checkFence(kase, listener);
  }
  for (const call of kase.conversation.calls) if (call.stream) checkStream(kase, call);
}
