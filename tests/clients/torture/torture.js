// Long because every operation and every fault of a run works on the state of that run. Runs
// members, visitors and the agent against servers that are killed, cut off and stalled, on a
// database that goes away. Owns the run; the recorder gets its history, and nothing is asserted
// here.
import { setTimeout as after } from 'node:timers/promises';

import { query } from '../support/database.js';
import { call as send, openStream } from '../support/http.js';
import { PostgreSql } from '../support/postgresql.js';
import { Server } from '../support/server.js';
import { longQuestion, makeWorld } from '../support/world.js';
import { isUnknown } from './calls.js';
import { memberCommands, troubles, visitorCommands } from './commands.js';
import { readAll } from './readout.js';
import { Recorder } from './recorder.js';
import { Subscriber } from './subscriber.js';

/** Milliseconds that everybody may take to hear the last entry, or to be answered. */
const patience = 30_000;
const lanesOfMember = 2;
/** Each member follows one of so many conversations. */
const followsOneOf = 3;
const betweenTries = 50;

/**
 * Milliseconds that a claim outlives its holder. With several processes it is longer: one that is
 * starved of CPU for a quarter of it is taken for dead by the others, and its members for gone.
 */
const graceOf = (processes) => (processes > 1 ? 5_000 : 1_000);

const filler = 'Please tell me more. ';

/**
 * Runs at most `operations` commands. Everything that is random comes from `seed`. `words` a second
 * are what the agent writes, `grace` and `handoff` the milliseconds after which a claim lapses and
 * a queue ends. `database`: `sqlite`, or `postgresql`, which `processes` may share and which is
 * ended and started again `restarts` times.
 */
export class Torture {
  counts = {
    operations: 0,
    calls: 0,
    kills: 0,
    restarts: 0,
    cuts: 0,
    slow: 0,
    left: 0,
    hungUp: 0,
    refused: 0,
    deleted: 0,
    conversations: 0,
  };
  /** The server of the database; none: it is a file. */
  #postgresql = null;
  #restarted = Promise.resolve();
  #over = false;
  /** By process: resolves while it runs. */
  #up = [];
  #servers = [];
  #waiting = new Set();
  #messages = 0;
  /** By visitor: the conversation that is open now: {record, visitor, subscriber}. */
  #open = [];
  #members = [];
  #begun = [];
  #errands = [];

  constructor({
    operations,
    seed,
    kills,
    restarts = 0,
    visitors = 40,
    members = 8,
    database = 'sqlite',
    processes = 1,
    words = 300,
    grace = graceOf(processes),
    handoff = 1_000,
  }) {
    if (database === 'sqlite' && (processes > 1 || restarts > 0))
      throw new Error("a file is one process's alone, and is always there");
    Object.assign(this, {
      operations,
      seed,
      kills,
      restarts,
      visitors,
      members,
      database,
      processes,
      words,
    });
    // Frames stay within a process: who is connected to another one has to ask for what it misses.
    this.recorder = new Recorder({ grace, handoff, livePerProcess: processes > 1 });
  }

  /** Resolves while the person's process runs. */
  up({ process }) {
    return this.#up[process];
  }

  /** Something was heard. */
  progress() {
    for (const look of [...this.#waiting]) look();
  }

  async run() {
    const configured = {
      'answerer.words_per_second': this.words,
      'live_chat.claim_grace': `${this.recorder.settings.grace}ms`,
      'live_chat.handoff_timeout': `${this.recorder.settings.handoff}ms`,
      'log.level': 'warning',
    };
    if (this.database === 'postgresql') this.#postgresql = await PostgreSql.start();
    try {
      this.world = await makeWorld({
        members: this.members - 2,
        database: (await this.#postgresql?.makeDatabase()) ?? null,
        settings: configured,
      });
      this.#servers = [this.world.server];
      while (this.#servers.length < this.processes) {
        this.#servers.push(
          await Server.prepare({ settings: configured, database: this.world.server.database }),
        );
        await this.#servers.at(-1).start();
      }
      this.#up = this.#servers.map(() => Promise.resolve());
      await this.#prepare();
      await this.#everybody();
      await this.#finish();
      return this.recorder.history;
    } finally {
      // Of a run that failed nobody goes on, and nothing is started again behind its back.
      this.#over = true;
      for (const { subscriber } of [...this.#members, ...this.#begun]) subscriber.stop();
      await Promise.allSettled([...this.#up, this.#restarted]);
      await Promise.all(this.#servers.map((server) => server.discard()));
      await this.#postgresql?.discard();
    }
  }

  async #prepare() {
    const { owner, admin, members } = this.world;
    for (const member of [owner, admin, ...members])
      this.recorder.addPerson(member.user, member.workspace.role);
    for (let v = 0; v < this.visitors; v += 1)
      this.#open.push(this.#begin(this.#placed(await this.world.visitor(), v)));
    this.#members = [owner, admin, ...members].map((member, m) => {
      Object.assign(this.#placed(member, m), { viewer: 'member' });
      const records = this.#open.filter((_, v) => this.#follows(m, v)).map(({ record }) => record);
      return { member, subscriber: new Subscriber(this, member, records) };
    });
    for (const { subscriber } of [...this.#members, ...this.#open]) subscriber.start();
  }

  /** The person talks to one of the processes. */
  #placed(person, index) {
    const process = index % this.processes;
    return Object.assign(person, { process, base: this.#servers[process].base });
  }

  #follows(member, visitor) {
    return (member + visitor) % followsOneOf === 0;
  }

  #begin(visitor) {
    const record = this.recorder.begin(visitor.conversation);
    this.counts.conversations += 1;
    const subscriber = new Subscriber(this, Object.assign(visitor, { viewer: 'visitor' }), [record]);
    const begun = { record, visitor, subscriber };
    this.#begun.push(begun);
    return begun;
  }

  async #everybody() {
    const troubled = troubles(this.seed, this.operations, {
      kills: this.kills,
      restarts: this.restarts,
    });
    const ends = [];
    const lane = async (commands, act) => {
      for (const command of commands) {
        if (this.#over || this.counts.operations >= this.operations) return;
        this.counts.operations += 1;
        while (troubled.length > 0 && troubled[0].at <= this.counts.operations)
          this.#trouble(troubled.shift(), ends);
        for (const end of ends.filter(({ at }) => at <= this.counts.operations)) {
          ends.splice(ends.indexOf(end), 1);
          end.act();
        }
        await act(command);
      }
    };
    const lanes = [];
    for (let m = 0; m < this.members; m += 1) {
      for (let n = 0; n < lanesOfMember; n += 1) {
        lanes.push(
          lane(memberCommands(this.seed, m, n, this), (command) =>
            this.#memberDoes(this.#members[m].member, command),
          ),
        );
      }
    }
    for (let v = 0; v < this.visitors; v += 1)
      lanes.push(lane(visitorCommands(this.seed, v), (command) => this.#visitorDoes(v, command)));
    await Promise.all(lanes);
    await Promise.all([...this.#up, this.#restarted]);
    for (const end of ends) end.act();
  }

  // What breaks.

  #trouble({ what, who, until }, ends) {
    const all = [...this.#members, ...this.#open];
    if (what === 'kill') return this.#kill(who % this.processes);
    if (what === 'restart') {
      this.counts.restarts += 1;
      this.#restarted = this.#restarted.then(() => this.#postgresql.restart());
      this.#restarted.catch(() => {});
      return;
    }
    if (what === 'leave') {
      const { subscriber } = this.#members[who % this.members];
      this.counts.left += 1;
      subscriber.stop();
      ends.push({ at: until, act: () => subscriber.start() });
      return;
    }
    const { subscriber } = all[who % all.length];
    if (what === 'cut') {
      this.counts.cuts += 1;
      subscriber.cut();
    } else if (subscriber.isOpen) {
      this.counts.slow += 1;
      subscriber.pause();
      ends.push({ at: until, act: () => subscriber.resume() });
    }
  }

  #kill(process) {
    this.counts.kills += 1;
    const server = this.#servers[process];
    this.#up[process] = this.#up[process].then(async () => {
      const time = this.recorder.now();
      for (const { subscriber } of [...this.#members, ...this.#begun])
        subscriber.serverDied(process, time);
      await server.kill();
      this.recorder.serverDied(process);
      await server.start();
    });
    // Who waits for the server hears of a failure; nobody else has to.
    this.#up[process].catch(() => {});
  }

  // What people do.

  /** One call, whatever comes of it. */
  async #call(person, record, op, more, deliver) {
    await this.up(person);
    this.counts.calls += 1;
    const call = this.recorder.call(record, op, person.user?.id ?? 'visitor', more);
    try {
      this.recorder.answered(record, call, await deliver(call));
    } catch (error) {
      // A connection that broke is what this is about. An answer that never comes is not.
      if (error.code === undefined) throw error;
    }
    if (isUnknown(call)) this.recorder.unknown(call, person.process);
    return call;
  }

  /**
   * Sends until there is an answer, in the manner that the command wants; always the same client
   * id.
   */
  async #settle(person, record, op, more, manner, deliver) {
    const once = (cut) => this.#call(person, record, op, more, (call) => deliver(cut, call));
    if (manner === 'twice') await Promise.all([once(false), once(false)]);
    const begin = performance.now();
    for (
      let tries = 0, cut = manner === 'cut';
      !this.#over && performance.now() < begin + patience;
      tries += 1, cut = false
    ) {
      const { status } = await once(cut);
      if (status !== null && status !== 503) return;
      // Who was cut off tries again at once. A server that waits for its database takes longer, and
      // refuses connections for a moment.
      if (status === 503 || tries > 0) await after(betweenTries);
    }
    throw new Error(`${op} ${more.clientId}: no answer for ${patience} ms`);
  }

  #message(by, size, words) {
    this.#messages += 1;
    const body = `${words} ${by}-${this.#messages}`;
    const long = `${body} ${filler.repeat(Math.ceil(size / filler.length))}`.slice(0, size);
    return {
      clientId: `${by.toLowerCase()}-${this.#messages}`,
      body: size <= body.length ? body : long,
    };
  }

  async #memberDoes(member, { op, visitor, earlier, to, manner, size }) {
    if (op === 'next') return this.#takeNext(member);
    const open = this.#open[visitor];
    const { record } = (earlier && open.earlier) || open;
    const { token, base, user } = member;
    const at = `/api/conversations/${record.id}`;
    const ask = (method, path, json) => (cut) => send(base, method, path, { token, json, cut });
    const once = (deliver, more = {}) =>
      this.#call(member, record, op, more, () => deliver(manner === 'cut'));
    if (op === 'claim') return once(ask('POST', `${at}/claim`, {}));
    if (op === 'force') return once(ask('POST', `${at}/claim`, { force: true }));
    if (op === 'release') return once(ask('POST', `${at}/release`, {}));
    if (op === 'keep') return once(ask('POST', `${at}/keep`, {}));
    if (op === 'transfer') {
      const { id } = this.#members[to].member.user;
      return once(ask('POST', `${at}/transfer`, { user_id: id }), { to: id });
    }
    if (op === 'read') return once(ask('GET', at));
    if (op === 'page') {
      const from = Math.max(0, (record.lastKnown ?? 0) - 20);
      const call = await once(ask('GET', `${at}/timeline?after=${from}&limit=50`), { after: from });
      record.lastKnown = call.page?.last_seq ?? record.lastKnown;
      return;
    }
    const message = this.#message(user.name, size, 'This is a person:');
    const path = op === 'reply' ? 'messages' : 'notes';
    return this.#settle(
      member,
      record,
      op,
      message,
      manner,
      ask('POST', `${at}/${path}`, { client_id: message.clientId, body: message.body }),
    );
  }

  /**
   * Takes whoever has waited longest. Only the answer tells which conversation that is; without one
   * it may be any.
   */
  async #takeNext(member) {
    await this.up(member);
    this.counts.calls += 1;
    const { token, base, user } = member;
    const begin = this.recorder.now();
    const answer = await send(base, 'POST', '/api/queue/next', { token, json: {} }).catch(
      (error) => {
        if (error.code === undefined) throw error;
        return null;
      },
    );
    if (answer?.status === 204) return;
    const unknown = answer === null || answer.status === 503;
    const taken = this.#begun.filter(
      ({ record }) => unknown || record.id === answer.json.conversation?.id,
    );
    if (taken.length === 0)
      throw new Error(`next was answered with ${answer.status} ${answer.text}`);
    for (const { record } of taken) {
      const call = Object.assign(this.recorder.call(record, 'next', user.id), { begin });
      if (answer !== null) this.recorder.answered(record, call, answer);
      if (unknown) this.recorder.unknown(call, member.process);
    }
  }

  async #visitorDoes(index, { op, question, erase, manner, size }) {
    const { record, visitor } = this.#open[index];
    const { token, base } = visitor;
    const post = (path, json) => (cut) => send(base, 'POST', path, { token, json, cut });
    const once = (deliver, more = {}) =>
      this.#call(visitor, record, op, more, () => deliver(manner === 'cut'));
    if (op === 'handoff') return once(post('/v1/widget/handoff', {}));
    if (op === 'page') {
      const from = Math.max(0, (record.lastKnown ?? 0) - 20);
      return once(
        () => send(base, 'GET', `/v1/widget/timeline?after=${from}&limit=50`, { token }),
        { after: from },
      );
    }
    if (op === 'clear') return this.#startAnew(index, erase);
    const message = this.#message(`V${index}`, size, question ? longQuestion : 'Good day,');
    if (op === 'lead') {
      const email = `${message.clientId}@visitor.example`;
      const lead = {
        client_id: message.clientId,
        source: 'form',
        fields: { name: `Visitor ${index}`, email },
      };
      return this.#settle(
        visitor,
        record,
        op,
        { ...message, body: email },
        manner,
        post('/v1/widget/leads', lead),
      );
    }
    const said = { client_id: message.clientId, body: message.body };
    if (op === 'say')
      return this.#settle(visitor, record, op, message, manner, post('/v1/widget/messages', said));
    return this.#settle(visitor, record, op, message, manner, (cut, call) =>
      this.#hear(record, call, base, { token, json: said, cut }),
    );
  }

  /**
   * A message whose answer comes as a stream. The answer to the call is what `accepted` says; a cut
   * stream has none.
   */
  async #hear(record, call, base, options) {
    const stream = await openStream(base, '/v1/widget/messages/stream', options);
    if (stream.status !== 200)
      return {
        status: stream.status,
        text: '{}',
        json: {},
        problem: stream.headers['content-type'],
      };
    let events;
    try {
      events = await stream.ended;
    } finally {
      call.stream = stream.events
        .filter(({ name }) => name === 'delta' || name === 'message')
        .map(({ name, data }) =>
          name === 'delta' ? { delta: data } : { entry: record.keep(data.entry) },
        );
    }
    const accepted = events.find(({ name }) => name === 'accepted');
    if (accepted === undefined)
      throw Object.assign(new Error('the stream ended early'), { code: 'EEARLY' });
    const json = { entry: accepted.data.entry };
    return { status: 200, headers: {}, text: JSON.stringify(json), json };
  }

  /**
   * The visitor clears the conversation, and members turn to the new one; the owner may delete the
   * old one.
   */
  async #startAnew(index, erase) {
    const old = this.#open[index];
    const { visitor, record } = old;
    await this.up(visitor);
    let answer;
    try {
      answer = await visitor.call('POST', '/v1/widget/clear', {});
    } catch (error) {
      if (error.code === undefined) throw error;
      return;
    }
    if (answer.status !== 200) return;
    const begun = this.#begin(
      Object.assign(Object.create(Object.getPrototypeOf(visitor)), visitor, {
        id: answer.json.visitor_id,
        conversation: answer.json.conversation_id,
        token: answer.json.token,
      }),
    );
    this.#open[index] = Object.assign(begun, { earlier: old });
    delete old.earlier;
    begun.subscriber.start();
    for (const { subscriber } of this.#members.filter((_, m) => this.#follows(m, index))) {
      if (!erase) subscriber.unfollow(record);
      subscriber.follow(begun.record);
    }
    if (erase) this.#errands.push(this.#erase(record));
  }

  async #erase(record) {
    const { owner } = this.world;
    const { base, token } = owner;
    record.erased = true;
    for (let status = null; !this.#over && (status === null || status === 503); ) {
      ({ status } = await this.#call(owner, record, 'delete', {}, () =>
        send(base, 'DELETE', `/api/conversations/${record.id}`, { token }),
      ));
    }
    this.counts.deleted += 1;
  }

  /** What a client does that was away: asks for what it missed. */
  catchUp(...what) {
    this.#errands.push(this.#catchUp(...what));
  }

  async #catchUp(person, record, last, upTo) {
    const { base, token, user } = person;
    for (let from = last; from < upTo; ) {
      const path = user ? `/api/conversations/${record.id}/timeline` : '/v1/widget/timeline';
      const call = await this.#call(person, record, 'page', { after: from }, () =>
        send(base, 'GET', `${path}?after=${from}&limit=200`, { token }),
      );
      const reached = call.page?.entries.at(-1)?.seq ?? 0;
      if (reached <= from || !call.page.more) return;
      from = reached;
    }
  }

  // The end.

  /**
   * Everything comes to rest: the owner takes every conversation and says a last word that
   * everybody must hear.
   */
  async #finish() {
    const { owner } = this.world;
    await Promise.all(this.#errands.splice(0));
    for (const { subscriber } of this.#members) subscriber.start();
    for (const { subscriber } of [...this.#members, ...this.#begun]) subscriber.resume();
    for (const begun of this.#left()) {
      const { record } = begun;
      const at = `/api/conversations/${record.id}`;
      const { token, base, user } = owner;
      await this.#call(owner, record, 'force', {}, () =>
        send(base, 'POST', `${at}/claim`, { token, json: { force: true } }),
      );
      const message = this.#message(user.name, 0, 'That was all,');
      const json = { client_id: message.clientId, body: message.body };
      const last = await this.#call(owner, record, 'reply', message, () =>
        send(base, 'POST', `${at}/messages`, { token, json }),
      );
      begun.lastSeq = last.entry?.seq ?? 0;
    }
    await this.#everythingHeard();
    await Promise.all(this.#errands);
    await readAll(this.world, this.#begun, await this.#countRows());
  }

  /** How many entries are stored, by conversation. */
  async #countRows() {
    const sql = 'SELECT conversation_id, count(*) FROM timeline_entries GROUP BY conversation_id';
    const { database, databaseFile } = this.world.server;
    const rows = this.#postgresql
      ? await this.#postgresql.query(database, sql)
      : await query(databaseFile, sql);
    return new Map(rows.map(([id, count]) => [id, Number(count)]));
  }

  /** The conversations that were not deleted. */
  #left() {
    return this.#begun.filter(({ record }) => !record.erased);
  }

  #everythingHeard() {
    const upTo = ({ frames, from }) => frames.findLast(({ entry }) => entry)?.seq ?? from.seq;
    const allOf = ({ record, lastSeq }) =>
      record.listeners.every((listener) => !listener.open || upTo(listener) >= lastSeq);
    const heard = () => this.processes > 1 || this.#left().every(allOf);
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(look);
        resolve();
      };
      // What is missing then is for the checker to say.
      const timer = setTimeout(done, patience);
      const look = () => heard() && done();
      this.#waiting.add(look);
      look();
    });
  }
}
