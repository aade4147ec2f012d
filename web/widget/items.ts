/** What stands in the list of messages, from top to bottom, derived from the state of the chat. Pure. */

import type { PendingSend } from '../shared/timeline';
import type { Citation, Entry, LeadForm, LeadSource, Rule } from '../shared/wire';
import { cardKey, sourceOf } from './cards';
import type { ChatState } from './chat';
import type { IconName } from './icons';

export interface FormSpec {
  title: string;
  text: string;
  fields: LeadForm['fields'];
  submit: string;
  source: LeadSource;
  /** The rule that it came up by. */
  ruleId: string | null;
  privacyUrl: string | null;
}

export interface Said {
  kind: 'said';
  key: string;
  seq: number | null;
  role: 'visitor' | 'agent' | 'human_agent';
  /** Who says it, for those who cannot see the sides. */
  who: string;
  /** Name and time above the text; a member's only. */
  heading: { name: string; time: string } | null;
  body: string;
  citations: readonly Citation[];
  /** More of it is coming. */
  busy: boolean;
  status: { icon: IconName; text: string; tone: 'plain' | 'bad' | 'late'; retry: string | null } | null;
  offersHuman: boolean;
}

export type Item =
  | Said
  | { kind: 'starters'; key: string; texts: readonly string[] }
  | { kind: 'system'; key: string; text: string }
  | { kind: 'card'; key: string; rule: Rule }
  /** `of` names the form in the chat's state. */
  | { kind: 'form'; key: string; of: string; form: FormSpec }
  | { kind: 'notice'; key: string; title: string; text: string }
  | { kind: 'queued'; key: string; since: string | null; told: string; place: string }
  | { kind: 'typing'; key: string; text: string };

export const firstName = (name: string): string => name.split(' ')[0] ?? name;

export function clock(time: string): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function itemsOf(state: ChatState): Item[] {
  if (state.phase === 'refused') {
    return [{ kind: 'notice', key: 'refused', title: 'Chat unavailable', text: 'Sorry, chat isn\u2019t available on this page.' }];
  }
  const { timeline, agent } = state;
  const items: Item[] = [];
  if (state.phase === 'ended') {
    items.push({ kind: 'notice', key: 'ended', title: 'This chat has ended.', text: 'Send a message to start a new one.' });
  }
  const fromStart = state.phase === 'ready' && timeline.loaded && !timeline.hasOlder;
  const agentName = agent?.name ?? 'The assistant';
  if (fromStart && agent?.greeting) items.push(plainSaid('hello', 'agent', agentName, agent.greeting));
  const spoken = timeline.pending.length > 0 || timeline.entries.some((one) => one.role === 'visitor');
  if (fromStart && !spoken && state.controller === 'bot' && agent && agent.starters.length > 0) {
    items.push({ kind: 'starters', key: 'starters', texts: agent.starters });
  }
  const extras = extrasOf(state);
  const used = new Set<string>();
  const ticked = tickedSeq(state);
  items.push(...(extras.get(0) ?? []));
  for (const entry of timeline.entries) {
    const item = entryItem(state, entry, entry.seq === ticked, used);
    if (item) items.push(item);
    items.push(...(extras.get(entry.seq) ?? []));
  }
  if (timeline.writing) {
    items.push({ ...plainSaid(`g${timeline.writing.generation}`, 'agent', agentName, timeline.writing.text), busy: true });
  }
  items.push(...timeline.pending.map((one) => pendingItem(state, one)));
  if (state.controller === 'queued') {
    const asked = timeline.entries.findLast((one) => one.kind === 'queued');
    const told = asked?.meta.availability === 'nobody' ? 'No one\u2019s at the desk right now. We\u2019ve let the team know' : 'We\u2019ve let the team know';
    items.push({ kind: 'queued', key: `queued${asked?.seq ?? ''}`, since: asked?.created_at ?? null, told, place: placeWords(state.queuePosition) });
  }
  if (state.typing) items.push({ kind: 'typing', key: 'typing', text: `${firstName(state.typing)} is typing` });
  else if (state.awaited > 0 && !timeline.writing && state.controller === 'bot') {
    items.push({ kind: 'typing', key: 'typing', text: `${agentName} is writing` });
  }
  return items;
}

function plainSaid(key: string, role: Said['role'], who: string, body: string): Said {
  return { kind: 'said', key, seq: null, role, who, heading: null, body, citations: [], busy: false, status: null, offersHuman: false };
}

/** Cards and forms that belong behind the entry with this `seq`. */
function extrasOf(state: ChatState): Map<number, Item[]> {
  const extras = new Map<number, Item[]>();
  const put = (after: number, items: Item[]) => extras.set(after, [...(extras.get(after) ?? []), ...items]);
  for (const { rule, after } of state.cards) {
    const key = cardKey(rule);
    const form = state.agent?.lead_form;
    const source = sourceOf(rule);
    if (state.forms[key] === undefined && rule.kind === 'cta') {
      put(after, [{ kind: 'card', key, rule }]);
    } else if (form) {
      // A form that comes up by itself may have words of its own.
      const title = (rule.kind === 'lead_capture' && rule.title) || form.title;
      const text = (rule.kind === 'lead_capture' && rule.text) || (form.text ?? '');
      put(after, formItems(state, key, { fields: form.fields, title, text, submit: 'Send', source, ruleId: source === 'intent' ? null : rule.id }));
    }
  }
  return extras;
}

function formItems(state: ChatState, key: string, spec: Omit<FormSpec, 'privacyUrl'>): Item[] {
  const form = state.forms[key];
  if (form?.state === 'dismissed') return [];
  if (form?.state === 'sent') {
    const text = form.email ? `We\u2019ll write to ${form.email}.` : 'We\u2019ll be in touch.';
    return [{ kind: 'notice', key: `${key}sent`, title: 'Thank you', text }];
  }
  return [{ kind: 'form', key: `${key}form`, of: key, form: { ...spec, privacyUrl: state.agent?.privacy_url ?? null } }];
}

function entryItem(state: ChatState, entry: Entry, ticked: boolean, used: Set<string>): Item | null {
  const key = `s${entry.seq}`;
  const system = (text: string): Item => ({ kind: 'system', key, text });
  const author = entry.author ? firstName(entry.author.name) : 'Our team';
  const agentName = state.agent?.name ?? 'The assistant';
  switch (entry.kind) {
    case 'message':
      if (entry.meta.reason === 'closed') return closedItem(state, entry);
      if (entry.role === 'system' || entry.role === null) return system(entry.body);
      return messageItem(state, entry, ticked, used);
    case 'claimed': {
      const from = entry.meta.transferred_from;
      return system(from ? `${firstName(from.name)} handed this over to ${author}` : `${author} joined at ${clock(entry.created_at)}`);
    }
    case 'released':
      return entry.meta.reason === 'timeout' ? nobodyAround(state, entry) : system(`${agentName} is answering again`);
    case 'lapsed':
      return system(`${author} had to leave`);
    case 'lead_captured':
      return Object.values(state.forms).some((form) => form.state === 'sent') ? null : system('We\u2019ve got your details');
    default:
      return null;
  }
}

function messageItem(state: ChatState, entry: Entry, ticked: boolean, used: Set<string>): Said {
  const role = entry.role === 'visitor' || entry.role === 'human_agent' ? entry.role : 'agent';
  const who = role === 'visitor' ? 'You' : role === 'agent' ? (state.agent?.name ?? 'Assistant') : (entry.author?.name ?? 'Our team');
  // A send and its entry, and a generation and its entry, share one key: they are one thing on the screen.
  let key = `s${entry.seq}`;
  if (role === 'visitor' && entry.client_id !== null) key = `c${entry.client_id}`;
  if (role === 'agent' && entry.meta.generation !== undefined) key = `g${entry.meta.generation}`;
  if (used.has(key)) key = `s${entry.seq}`;
  used.add(key);
  return {
    ...plainSaid(key, role, who, entry.body),
    seq: entry.seq,
    heading: role === 'human_agent' ? { name: firstName(who), time: clock(entry.created_at) } : null,
    citations: entry.meta.citations ?? [],
    status: ticked ? { icon: 'check', text: `Sent ${clock(entry.created_at)}`, tone: 'plain', retry: null } : null,
    offersHuman: entry.meta.offer_human === true && state.controller === 'bot' && isLastWord(state, entry),
  };
}

/** True while nothing was said or changed hands after this entry. */
function isLastWord(state: ChatState, entry: Entry): boolean {
  return state.timeline.pending.length === 0 && state.timeline.entries.every((one) => one.seq <= entry.seq || one.kind === 'lead_captured');
}

/** The visitor's last entry gets a tick where it is not plain that it has arrived. */
function tickedSeq(state: ChatState): number {
  if (state.controller !== 'human' && !state.offline) return 0;
  return state.timeline.entries.findLast((one) => one.role === 'visitor')?.seq ?? 0;
}

function pendingItem(state: ChatState, send: PendingSend): Said {
  const said = plainSaid(`c${send.client_id}`, 'visitor', 'You', send.body);
  if (send.state === 'failed') {
    const text = send.reason ? `Not sent. ${send.reason}` : 'Not sent.';
    return { ...said, status: { icon: 'alert', text, tone: 'bad', retry: send.client_id } };
  }
  if (send.state === 'waiting' && state.offline) {
    return { ...said, status: { icon: 'clock', text: 'Will send when you\u2019re back online', tone: 'plain', retry: null } };
  }
  return { ...said, status: { icon: 'clock', text: 'Sending', tone: 'late', retry: null } };
}

/** Out of hours: says when somebody is there again, and asks for details; once, behind the last time that it was said. */
function closedItem(state: ChatState, entry: Entry): Item | null {
  const past = state.timeline.entries.some((one) => one.seq > entry.seq && (one.kind === 'queued' || one.kind === 'claimed' || one.meta.reason === 'closed'));
  const key = `closed${entry.seq}`;
  const said: Item = { kind: 'system', key: `s${entry.seq}`, text: entry.body };
  if (past) return said;
  const title = 'We\u2019re closed right now';
  const back = entry.body.startsWith(`${title}.`) ? entry.body.slice(title.length + 1).trim() : entry.body;
  const known = state.timeline.entries.some((one) => one.kind === 'lead_captured');
  if (known && state.forms[key] === undefined) return { kind: 'notice', key, title, text: `${back} We have your email and will reply there.`.trim() };
  const fields: LeadForm['fields'] = [
    { name: 'name', label: 'Name', type: 'text', required: false },
    { name: 'email', label: 'Email', type: 'email', required: true },
  ];
  const text = `${back} Leave your details and we\u2019ll get back to you.`.trim();
  return formItems(state, key, { title, text, fields, submit: 'Leave a message', source: 'form', ruleId: null })[0] ?? said;
}

/** Where the visitor stands in the line; empty where the shop does not say. */
function placeWords(position: number | null): string {
  if (position === null) return '';
  if (position <= 1) return 'You\u2019re next.';
  return position === 2 ? 'One person is ahead of you.' : `${position - 1} people are ahead of you.`;
}

/** The queue ran out of time. Only the last such moment asks for an e-mail, and only while no human came after it. */
function nobodyAround(state: ChatState, entry: Entry): Item | null {
  const title = 'No one\u2019s around right now';
  const key = `none${entry.seq}`;
  const past = state.timeline.entries.some((one) => one.seq > entry.seq && (one.kind === 'queued' || one.kind === 'claimed'));
  if (past || state.forms[key]?.state === 'dismissed') return { kind: 'system', key: `s${entry.seq}`, text: 'No one was around' };
  const known = state.timeline.entries.some((one) => one.kind === 'lead_captured');
  if (known && state.forms[key] === undefined) {
    return { kind: 'notice', key, title, text: 'We have your email and will reply there.' };
  }
  const text = 'Leave your email and we\u2019ll reply there. You won\u2019t have to explain again.';
  const fields: LeadForm['fields'] = [{ name: 'email', label: 'Email', type: 'email', required: true }];
  return formItems(state, key, { title, text, fields, submit: 'Send', source: 'form', ruleId: null })[0] ?? null;
}
