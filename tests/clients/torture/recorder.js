// Records a run's history as plain data for the checker. Owns the run's clock; asserts nothing.
//
// history       {people: {id: {name, role}}, settings: {grace, handoff (ms), livePerProcess?}, presence: {id: [{from, to}]}, conversations}
// conversation {id, calls, listeners, timeline, visitorTimeline, final: view, or null if it is
//                not there, audits: [{action, actor}] oldest first, rows|null, gone: null, or the status of its timeline after a deletion}
// call          {n, op, by: member id|'visitor', to?: member id, clientId?, body?, begin, end, until, status|null, problem?, holder?,
//                entry?, replies?, view?, lead?, beat?, page?: {after, entries, last_seq, more}, stream?: [{delta}|{entry}]}
//               op: say ask lead handoff · claim force next transfer keep release reply note delete · read page. status null: no
//               answer came; `until`: no effect of it can come later. A `next` stands with the conversation that it took, and where
//               nobody knows which that was with every one that it may have taken
// listener      {n, viewer: member|visitor, from: {seq, asked, got}, frames, open, slow: it was not read for a while}
// frame         {at, beat, seq, prev, entry, view?} | {at, delta: {generation, epoch, offset, text}} | {at, gone: true}
// beat          the turn of this program's event loop in which something was heard. What stands in the kernel in one turn is read in
//               that one or the next, however long they take: so it tells the order of two connections, and no clock has to.

const now = () => performance.now();

/** The parts of a conversation's view that say who answers. */
export function shortView(view) {
  if (!view) return undefined;
  const { epoch, last_seq, controller } = view;
  return 'claimed_by_user_id' in view
    ? { epoch, last_seq, controller, claimed_by_user_id: view.claimed_by_user_id }
    : { epoch, last_seq, controller, claimed_by: view.claimed_by };
}

/** One conversation while it is recorded. */
class ConversationRecord {
  calls = [];
  listeners = [];
  timeline = [];
  visitorTimeline = [];
  final = null;
  audits = [];
  rows = null;
  gone = null;
  #known = new Map();

  constructor(id) {
    this.id = id;
  }

  /** The same entry is told to many: kept once. */
  keep(entry) {
    const text = JSON.stringify(entry);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#known.set(text, entry);
    return entry;
  }

  toJSON() {
    const { id, calls, listeners, timeline, visitorTimeline, final, audits, rows, gone } = this;
    return { id, calls, listeners, timeline, visitorTimeline, final, audits, rows, gone };
  }
}

export class Recorder {
  people = {};
  presence = {};
  conversations = [];
  #calls = 0;
  #listeners = 0;
  #unknown = [];
  #beats = 0;
  #counted = false;

  constructor(settings) {
    this.settings = settings;
  }

  now() {
    return now();
  }

  beat() {
    if (!this.#counted) {
      this.#counted = true;
      setImmediate(() => {
        this.#beats += 1;
        this.#counted = false;
      });
    }
    return this.#beats;
  }

  addPerson({ id, name }, role) {
    this.people[id] = { name, role };
    this.presence[id] = [];
  }

  begin(id) {
    const record = new ConversationRecord(id);
    this.conversations.push(record);
    return record;
  }

  /** A call begins: to be followed by `answered`, or `unknown`. */
  call(record, op, by, more = {}) {
    const call = {
      n: (this.#calls += 1),
      op,
      by,
      begin: now(),
      end: null,
      until: Infinity,
      status: null,
      ...more,
    };
    record.calls.push(call);
    return call;
  }

  /** What an answer (see support/http.js) says. */
  answered(record, call, answer) {
    call.end = now();
    call.beat = this.beat();
    call.status = answer.status;
    const json = answer.text === '' ? {} : answer.json;
    if (answer.status >= 400) {
      call.problem = answer.problem;
      if ('claimed_by' in json) call.holder = json.claimed_by?.id ?? null;
      return;
    }
    if (json.entry) call.entry = record.keep(json.entry);
    if (json.replies) call.replies = json.replies.map((entry) => record.keep(entry));
    if (json.conversation) call.view = shortView(json.conversation);
    if (json.lead_id) call.lead = json.lead_id;
    if (json.entries)
      call.page = {
        after: call.after,
        entries: json.entries.map((entry) => record.keep(entry)),
        last_seq: json.last_seq,
        more: json.more,
      };
  }

  /** Nobody knows what became of a call to one of the processes. */
  unknown(call, process) {
    this.#unknown.push({ call, process });
  }

  listener(record, viewer, from) {
    const listener = {
      n: (this.#listeners += 1),
      viewer,
      from,
      frames: [],
      open: true,
      slow: false,
    };
    record.listeners.push(listener);
    return listener;
  }

  /** A process is gone: what it did not do by now it will not do. */
  serverDied(process) {
    const time = now();
    for (const { call } of this.#unknown.filter((unknown) => unknown.process === process))
      call.until = time;
    this.#unknown = this.#unknown.filter((unknown) => unknown.process !== process);
  }

  get history() {
    const { people, settings, presence, conversations } = this;
    return {
      people,
      settings,
      presence,
      conversations: conversations.map((record) => record.toJSON()),
    };
  }
}
