// Histories written by hand: a tiny server that does everything right, one step after the other,
// and records it. Tests tell a story with it and then change what was recorded.

export const people = {
  ada: { name: 'Ada', role: 'admin' },
  ben: { name: 'Ben', role: 'member' },
  cleo: { name: 'Cleo', role: 'member' },
};

/** Milliseconds that a call takes; between two of them the same time passes. */
const step = 10;

export class Story {
  time = 0;
  state = { controller: 'bot', holder: null, epoch: 0 };
  timeline = [];
  calls = [];
  listeners = [];
  audits = [];
  presence = { ada: [], ben: [], cleo: [] };
  #sent = 0;
  #generations = 0;

  // What the server does.

  #append(entry) {
    const stored = {
      seq: this.timeline.length + 1,
      role: null,
      author: null,
      body: '',
      client_id: null,
      created_at: `at ${this.time}`,
      meta: {},
      ...entry,
    };
    this.timeline.push(stored);
    return stored;
  }

  #author(id) {
    return { id, name: people[id].name };
  }

  view(viewer = 'member') {
    const { controller, holder, epoch } = this.state;
    return viewer === 'member'
      ? { epoch, controller, last_seq: this.timeline.length, claimed_by_user_id: holder }
      : {
          epoch,
          controller,
          last_seq: this.#visitorSeq(),
          claimed_by: holder && { name: people[holder].name },
        };
  }

  #visitorSeq(before = Infinity) {
    return this.timeline.findLast((entry) => entry.kind !== 'note' && entry.seq < before)?.seq ?? 0;
  }

  shown(entry, viewer) {
    if (viewer === 'member') return entry;
    const author = entry.author && { name: entry.author.name };
    return { ...entry, author };
  }

  #announce(entries) {
    for (const listener of this.listeners.filter(({ open }) => open)) {
      for (const entry of entries) {
        if (listener.viewer === 'visitor' && entry.kind === 'note') continue;
        const prev = listener.viewer === 'member' ? entry.seq - 1 : this.#visitorSeq(entry.seq);
        const frame = {
          at: this.time,
          beat: this.time,
          seq: entry.seq,
          prev,
          entry: this.shown(entry, listener.viewer),
        };
        if (entry.meta.epoch) frame.view = this.view(listener.viewer);
        listener.frames.push(frame);
      }
    }
  }

  #call(op, by, more, act) {
    this.time += step;
    const call = {
      n: this.calls.length + 1,
      op,
      by,
      begin: this.time,
      status: null,
      until: Infinity,
      ...more,
    };
    this.calls.push(call);
    this.time += step / 2;
    Object.assign(call, act());
    this.time += step / 2;
    call.end = this.time;
    call.beat = this.time;
    return call;
  }

  #turn(kind, author, controller, holder, more = {}) {
    this.state = { controller, holder, epoch: this.state.epoch + 1 };
    const entry = this.#append({
      kind,
      author: author && this.#author(author),
      meta: { epoch: this.state.epoch, ...more },
    });
    const action = {
      claimed: 'conversation.claim',
      released: 'conversation.release',
      lapsed: 'conversation.lapse',
    }[kind];
    const giver = more.transferred_by?.id;
    if (giver) this.audits.push({ action: 'conversation.transfer', actor: giver });
    else if (action) this.audits.push({ action, actor: kind === 'lapsed' ? null : author });
    return entry;
  }

  #post(op, by, kind, role, more = {}) {
    this.#sent += 1;
    const clientId = `id-${this.#sent}`;
    const body = `words ${this.#sent}`;
    return this.#call(op, by, { clientId, body, ...more }, () => {
      const entry = this.#append({
        kind,
        role,
        author: by === 'visitor' ? null : this.#author(by),
        client_id: clientId,
        body,
      });
      this.#announce([entry]);
      return { status: 201, entry: this.shown(entry, by === 'visitor' ? 'visitor' : 'member') };
    });
  }

  // What people do.

  say() {
    return this.#post('say', 'visitor', 'message', 'visitor');
  }
  reply(by) {
    return this.#post('reply', by, 'message', 'human_agent');
  }
  note(by) {
    return this.#post('note', by, 'note', null);
  }

  /** The same again: the answer tells of the first one's entry. */
  again(call) {
    const { op, by, clientId, body, entry } = call;
    return this.#call(op, by, { clientId, body }, () => ({ status: 200, entry }));
  }

  /** The call is made and cut off; `act` says whether it had its effect. */
  cutOff(call, had) {
    Object.assign(call, { status: null, end: null });
    delete call.entry;
    delete call.view;
    if (!had) this.timeline.pop();
    return call;
  }

  claim(by, op = 'claim') {
    return this.#call(op, by, {}, () => {
      const { holder } = this.state;
      if (holder !== by) {
        const entry = this.#turn(
          'claimed',
          by,
          'human',
          by,
          holder ? { forced_from: this.#author(holder) } : {},
        );
        this.#announce([entry]);
      }
      return { status: 200, view: this.view() };
    });
  }

  transfer(by, to) {
    return this.#call('transfer', by, { to }, () => {
      const { holder } = this.state;
      if (holder !== to) {
        const given = { transferred_by: this.#author(by), transferred_from: this.#author(holder) };
        this.#announce([this.#turn('claimed', to, 'human', to, given)]);
      }
      return { status: 200, view: this.view() };
    });
  }

  keep(by) {
    return this.#call('keep', by, {}, () => ({ status: 200, view: this.view() }));
  }

  release(by) {
    return this.#call('release', by, {}, () => {
      if (this.state.controller !== 'bot')
        this.#announce([this.#turn('released', by, 'bot', null)]);
      return { status: 200, view: this.view() };
    });
  }

  handoff() {
    return this.#call('handoff', 'visitor', {}, () => {
      if (this.state.controller === 'bot')
        this.#announce([this.#turn('queued', null, 'queued', null, { reason: 'handoff' })]);
      return { status: 200, view: this.view('visitor') };
    });
  }

  /** A call that is refused because somebody else, or nobody, holds. */
  refused(op, by, more = {}) {
    return this.#call(op, by, more, () => ({
      status: 409,
      problem: op === 'claim' ? 'already-claimed' : 'not-holder',
      holder: this.state.holder,
    }));
  }

  page(by, after = 0) {
    return this.#call('page', by, { after }, () => {
      const viewer = by === 'visitor' ? 'visitor' : 'member';
      const entries = this.timeline.filter(
        ({ seq, kind }) => seq > after && (viewer === 'member' || kind !== 'note'),
      );
      const last_seq = viewer === 'member' ? this.timeline.length : this.#visitorSeq();
      return {
        status: 200,
        page: {
          after,
          entries: entries.map((entry) => this.shown(entry, viewer)),
          last_seq,
          more: false,
        },
      };
    });
  }

  read(by) {
    return this.#call('read', by, {}, () => ({ status: 200, view: this.view() }));
  }

  join(viewer) {
    this.time += step;
    const from = {
      seq: viewer === 'member' ? this.timeline.length : this.#visitorSeq(),
      asked: this.time - step / 2,
      got: this.time,
    };
    const listener = {
      n: this.listeners.length + 1,
      viewer,
      from,
      frames: [],
      open: true,
      slow: false,
    };
    this.listeners.push(listener);
    return listener;
  }

  wait(ms) {
    this.time += ms;
  }

  // What the agent and the clock do.

  /** The agent begins to write: gives what ends it. */
  begin() {
    this.#generations += 1;
    const generation = this.#generations;
    const { epoch } = this.state;
    let text = '';
    const delta = (piece) => {
      this.time += 1;
      const delta = { generation, epoch, offset: text.length, text: piece };
      for (const listener of this.listeners.filter(({ open }) => open))
        listener.frames.push({ at: this.time, delta });
      text += piece;
    };
    const finish = (meta = {}) => {
      this.time += 1;
      const entry = this.#append({
        kind: 'message',
        role: 'agent',
        body: text,
        meta: { generation, ...meta },
      });
      this.#announce([entry]);
      return entry;
    };
    return { delta, finish };
  }

  lapse() {
    const { holder } = this.state;
    const awaiting =
      this.timeline.findLast(({ role }) => role === 'visitor' || role === 'human_agent')?.role ===
      'visitor';
    const entries = [this.#turn('lapsed', holder, awaiting ? 'queued' : 'bot', null)];
    if (awaiting) entries.push(this.#append({ kind: 'queued', meta: { reason: 'lapse' } }));
    this.#announce(entries);
  }

  timeout() {
    this.state = { controller: 'bot', holder: null, epoch: this.state.epoch + 1 };
    this.#announce([
      this.#append({ kind: 'released', meta: { epoch: this.state.epoch, reason: 'timeout' } }),
    ]);
  }

  /** The owner deletes the conversation. */
  delete() {
    const call = this.#call('delete', 'ada', {}, () => ({ status: 204 }));
    for (const listener of this.listeners.filter(({ open }) => open)) {
      listener.frames.push({ at: this.time, gone: true });
      listener.open = false;
    }
    return call;
  }

  get world() {
    return { people, settings: { grace: 1_000, handoff: 1_000 }, presence: this.presence };
  }

  /** What was recorded, as plain data. */
  get conversation() {
    const { timeline, calls, listeners, audits } = this;
    const visitorTimeline = timeline
      .filter(({ kind }) => kind !== 'note')
      .map((entry) => this.shown(entry, 'visitor'));
    return structuredClone({
      id: 'c',
      calls,
      listeners,
      timeline,
      visitorTimeline,
      final: this.view(),
      audits,
      rows: timeline.length,
      gone: null,
    });
  }
}
