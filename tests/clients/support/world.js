// A workspace with people, an agent that knows something, and visitors, made through the command
// line and HTTP alone.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { call, expectCall, openStream } from './http.js';
import { Server } from './server.js';

export const shopOrigin = 'https://shop.example';
export const password = 'correct horse battery staple';
/** The e-mail of the owner whom `World.foreignWorkspace` makes; the password is that of everybody. */
export const foreignOwner = 'eve@elsewhere.example';

/** Long enough that an answer from it takes some time at a human pace. */
export const knowledge = `# Grinder cleaning

## How do I clean the grinder?

Clean the grinder every second week. Switch the grinder off, pull the plug, and empty the hopper into a jar. Turn the upper
burr to the left until it comes loose, lift it out, and brush both burrs with the dry brush that came in the box. Never use
water on the burrs, since they rust within a day. Wipe the chute with a dry cloth, put the upper burr back, and turn it to the
right until the marks meet. Grind ten grams of old beans and throw that coffee away, because the first dose carries dust.
`;
export const longQuestion = 'How do I clean the grinder?';

let uniqueNumber = 0;
/** A client id that was not used before in this process. */
export function newClientId(prefix = 'c') {
  uniqueNumber += 1;
  return `${prefix}-${process.pid}-${uniqueNumber}`;
}

export class Member {
  constructor(base, user, workspace, token, realtimeKey) {
    Object.assign(this, { base, user, workspace, token, realtimeKey });
  }

  static async signIn(base, email, secret = password) {
    const { json } = await expectCall(200, base, 'POST', '/api/session', {
      json: { email, password: secret, bearer: true },
    });
    return new Member(base, json.user, json.workspace, json.token, json.realtime.key);
  }

  call(method, path, json) {
    return call(this.base, method, path, { token: this.token, json });
  }

  claim(conversation, body = {}) {
    return this.call('POST', `/api/conversations/${conversation}/claim`, body);
  }

  transfer(conversation, userId) {
    return this.call('POST', `/api/conversations/${conversation}/transfer`, { user_id: userId });
  }

  keep(conversation) {
    return this.call('POST', `/api/conversations/${conversation}/keep`, {});
  }

  /** Takes the visitor who has waited longest. */
  next() {
    return this.call('POST', '/api/queue/next', {});
  }

  settings(body) {
    return this.call('PUT', '/api/settings/live-chat', body);
  }

  agentHours(agent, hours) {
    return this.call('PUT', `/api/agents/${agent}/hours`, { hours });
  }

  release(conversation) {
    return this.call('POST', `/api/conversations/${conversation}/release`, {});
  }

  reply(conversation, body, clientId = newClientId('reply')) {
    return this.call('POST', `/api/conversations/${conversation}/messages`, {
      client_id: clientId,
      body,
    });
  }

  /** Every entry of the conversation, ascending, read page by page. */
  async timeline(conversation, limit = 200) {
    const entries = [];
    for (let after = 0, more = true; more; ) {
      const url = `/api/conversations/${conversation}/timeline?after=${after}&limit=${limit}`;
      const { json } = await expectCall(200, this.base, 'GET', url, { token: this.token });
      entries.push(...json.entries);
      more = json.more;
      if (more && json.entries.length === 0)
        throw new Error(`${url}: an empty page says that there is more`);
      after = json.entries.at(-1)?.seq ?? after;
    }
    return entries;
  }

  async conversation(id) {
    const { json } = await expectCall(200, this.base, 'GET', `/api/conversations/${id}`, {
      token: this.token,
    });
    return json.conversation;
  }

  async auditRows(query) {
    const { json } = await expectCall(
      200,
      this.base,
      'GET',
      `/api/audit-logs?${new URLSearchParams(query)}`,
      { token: this.token },
    );
    return json.items;
  }
}

export class Visitor {
  constructor(base, init) {
    Object.assign(this, {
      base,
      init,
      id: init.visitor_id,
      conversation: init.conversation_id,
      token: init.token,
    });
    this.realtimeKey = init.realtime.key;
  }

  call(method, path, json, headers) {
    return call(this.base, method, path, { token: this.token, json, headers });
  }

  /** Sends a message; the answer comes after the agent's. */
  say(body, clientId = newClientId('say')) {
    return this.call('POST', '/v1/widget/messages', { client_id: clientId, body });
  }

  /** Sends a message and hears the answer as it is written. */
  ask(body, onEvent, clientId = newClientId('ask')) {
    return openStream(
      this.base,
      '/v1/widget/messages/stream',
      { token: this.token, json: { client_id: clientId, body } },
      onEvent,
    );
  }

  handOff() {
    return this.call('POST', '/v1/widget/handoff', {});
  }
}

/**
 * Prepares a workspace with `members` members beside an owner (Olga) and an admin (Ada), and an
 * agent; starts the server and signs everybody in. `database` is a URL; without one it is a SQLite
 * file of its own.
 */
export async function makeWorld({ members = 2, settings = {}, database = null } = {}) {
  const server = await Server.prepare({
    settings: { 'answerer.words_per_second': 0, ...settings },
    database,
  });
  try {
    const workspace = await server.tool(['workspace', 'create', 'Northline Coffee']);
    const emails = [];
    const add = async (name, role) => {
      const email = `${name.toLowerCase()}@northline.example`;
      await server.tool(
        [
          'user',
          'add',
          '--workspace',
          workspace,
          '--email',
          email,
          '--name',
          name,
          '--role',
          role,
          '--password-stdin',
        ],
        `${password}\n`,
      );
      emails.push(email);
    };
    await add('Olga', 'owner');
    await add('Ada', 'admin');
    for (let n = 1; n <= members; n += 1) await add(`Member${n}`, 'member');
    const agent = await makeAgent(server, workspace);
    await server.start();
    const [owner, admin, ...rest] = await Promise.all(
      emails.map((email) => Member.signIn(server.base, email)),
    );
    return new World(server, workspace, agent, owner, admin, rest);
  } catch (error) {
    await server.discard().catch(() => {});
    throw error;
  }
}

export async function makeAgent(server, workspace, origin = shopOrigin) {
  const agent = await server.tool([
    'agent',
    'create',
    '--workspace',
    workspace,
    '--name',
    'Wren',
    '--origin',
    origin,
  ]);
  const file = path.join(server.folder, 'grinder-cleaning.md');
  await writeFile(file, knowledge);
  await server.tool(['agent', 'import', '--agent', agent, file]);
  return agent;
}

export class World {
  constructor(server, workspace, agent, owner, admin, members) {
    Object.assign(this, { server, workspace, agent, owner, admin, members });
    this.base = server.base;
  }

  /** A visitor on the shop's page, with a conversation of their own. */
  async visitor(agent = this.agent, origin = shopOrigin) {
    const { json } = await expectCall(200, this.base, 'POST', '/v1/widget/init', {
      json: { agent_id: agent, page_url: `${origin}/beans` },
      headers: { Origin: origin },
    });
    return new Visitor(this.base, json);
  }

  /** A visitor fills in the form: gives the lead's id. */
  async leaveLead(email, fields = {}, visitor = undefined) {
    const who = visitor ?? (await this.visitor());
    const { json } = await expectCall(201, this.base, 'POST', '/v1/widget/leads', {
      token: who.token,
      json: { client_id: newClientId('lead'), source: 'form', fields: { email, ...fields } },
    });
    return json.lead_id;
  }

  /** Makes another workspace on the same server, with an owner of its own: gives its id. */
  async foreignWorkspace() {
    const workspace = await this.server.tool(['workspace', 'create', 'Elsewhere']);
    const person = ['--email', foreignOwner, '--name', 'Eve', '--role', 'owner'];
    await this.server.tool(
      ['user', 'add', '--workspace', workspace, ...person, '--password-stdin'],
      `${password}\n`,
    );
    return workspace;
  }

  async discard() {
    await this.server.discard();
  }
}
