/** Derives the list of messages, top to bottom, from the chat's state. Pure. */

import type { PendingSend } from '../../shared/timeline';
import type { Entry, LeadForm } from '../../shared/wire';
import { promptKey, sourceOf } from '../state/prompt';
import type { ChatState } from '../state/chat_store';
import type { FormSpec, Item, MessageItem } from '../view/item';
import { firstName } from '../view/names';
import { openingItems, plainMessage } from '../view/opening';
import { backText, notifiedText, positionText } from './queue_words';
import { agentName } from './standing';

export function clock(time: string): string {
  return new Date(time).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

export function itemsOf(state: ChatState, now = Date.now()): Item[] {
  const items = openingItems(state);
  if (state.phase === 'refused') return items;
  const { timeline } = state;
  const extras = extrasOf(state);
  const used = new Set<string>();
  const ticked = tickedSeq(state);
  items.push(...(extras.get(0) ?? []));
  for (const entry of timeline.entries) {
    const item = entryItem(state, entry, entry.seq === ticked, used, now);
    if (item) items.push(item);
    items.push(...(extras.get(entry.seq) ?? []));
  }
  if (timeline.writing) {
    items.push({
      ...plainMessage(
        `g${timeline.writing.generation}`,
        'agent',
        agentName(state),
        timeline.writing.text,
      ),
      busy: true,
    });
  }
  items.push(...timeline.pending.map((send) => pendingItem(state, send)));
  if (state.controller === 'queued') {
    const queued = timeline.entries.findLast((entry) => entry.kind === 'queued');
    const told = queued?.meta.told !== false;
    const empty = queued?.meta.availability === 'nobody';
    items.push({
      kind: 'queued',
      key: `queued${queued?.seq ?? ''}`,
      since: queued?.created_at ?? null,
      told,
      notified: notifiedText(told, empty),
      position: positionText(state.queuePosition),
    });
  }
  if (state.typing)
    items.push({ kind: 'typing', key: 'typing', text: `${firstName(state.typing)} is typing` });
  else if (state.awaited > 0 && !timeline.writing && state.controller === 'bot') {
    items.push({ kind: 'typing', key: 'typing', text: `${agentName(state)} is writing` });
  }
  return items;
}

/** Prompts and forms by the `seq` of the entry that they follow. */
function extrasOf(state: ChatState): Map<number, Item[]> {
  const extras = new Map<number, Item[]>();
  const put = (after: number, items: Item[]) =>
    extras.set(after, [...(extras.get(after) ?? []), ...items]);
  for (const { rule, after } of state.prompts) {
    const key = promptKey(rule);
    const form = state.leadForm;
    const source = sourceOf(rule);
    if (state.forms[key] === undefined && rule.kind === 'cta') {
      put(after, [{ kind: 'card', key, rule }]);
    } else if (form) {
      // A form of a rule may have its own title and text.
      const title = (rule.kind === 'lead_capture' && rule.title) || form.title;
      const text = (rule.kind === 'lead_capture' && rule.text) || (form.text ?? '');
      put(
        after,
        formItems(state, key, {
          fields: form.fields,
          title,
          text,
          submit: 'Send',
          source,
          ruleId: source === 'intent' ? null : rule.id,
        }),
      );
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
  return [
    {
      kind: 'form',
      key: `${key}form`,
      of: key,
      form: { ...spec, privacyUrl: state.agent?.privacy_url ?? null },
    },
  ];
}

function entryItem(
  state: ChatState,
  entry: Entry,
  ticked: boolean,
  used: Set<string>,
  now: number,
): Item | null {
  const key = `s${entry.seq}`;
  const system = (text: string): Item => ({ kind: 'system', key, text });
  const author = entry.author ? firstName(entry.author.name) : 'Our team';
  switch (entry.kind) {
    case 'message':
      if (entry.meta.reason === 'closed') return closedItem(state, entry, now);
      if (entry.role === 'system' || entry.role === null) return system(entry.body);
      return messageItem(state, entry, ticked, used);
    case 'claimed': {
      const from = entry.meta.transferred_from;
      return system(
        from
          ? `${firstName(from.name)} handed this over to ${author}`
          : `${author} joined at ${clock(entry.created_at)}`,
      );
    }
    case 'released':
      return entry.meta.reason === 'timeout'
        ? nobodyAround(state, entry)
        : system(`${agentName(state)} is answering again`);
    case 'lapsed':
      return system(`${author} had to leave`);
    case 'lead_captured':
      return Object.values(state.forms).some((form) => form.state === 'sent')
        ? null
        : system('We\u2019ve got your details');
    default:
      return null;
  }
}

function messageItem(
  state: ChatState,
  entry: Entry,
  ticked: boolean,
  used: Set<string>,
): MessageItem {
  const role = entry.role === 'visitor' || entry.role === 'human_agent' ? entry.role : 'agent';
  const author =
    role === 'visitor'
      ? 'You'
      : role === 'agent'
        ? (state.agent?.name ?? 'Assistant')
        : (entry.author?.name ?? 'Our team');
  // A send and its entry share a key, as do a generation and its entry, so that the element stays
  // in place.
  let key = `s${entry.seq}`;
  if (role === 'visitor' && entry.client_id !== null) key = `c${entry.client_id}`;
  if (role === 'agent' && entry.meta.generation !== undefined) key = `g${entry.meta.generation}`;
  if (used.has(key)) key = `s${entry.seq}`;
  used.add(key);
  return {
    ...plainMessage(key, role, author, entry.body),
    seq: entry.seq,
    heading:
      role === 'human_agent' ? { name: firstName(author), time: clock(entry.created_at) } : null,
    citations: entry.meta.citations ?? [],
    status: ticked
      ? { icon: 'check', text: `Sent ${clock(entry.created_at)}`, tone: 'plain', retry: null }
      : null,
    offersHuman:
      entry.meta.offer_human === true && state.controller === 'bot' && isLastWord(state, entry),
  };
}

/** True while no message and no change of control followed this entry. */
function isLastWord(state: ChatState, entry: Entry): boolean {
  return (
    state.timeline.pending.length === 0 &&
    state.timeline.entries.every(
      (other) => other.seq <= entry.seq || other.kind === 'lead_captured',
    )
  );
}

/** The visitor's last entry gets a tick when no answer shows that it has arrived. */
function tickedSeq(state: ChatState): number {
  if (state.controller !== 'human' && !state.offline) return 0;
  return state.timeline.entries.findLast((entry) => entry.role === 'visitor')?.seq ?? 0;
}

function pendingItem(state: ChatState, send: PendingSend): MessageItem {
  const item = plainMessage(`c${send.client_id}`, 'visitor', 'You', send.body);
  if (send.state === 'failed') {
    const text = send.reason ? `Not sent. ${send.reason}` : 'Not sent.';
    return { ...item, status: { icon: 'alert', text, tone: 'bad', retry: send.client_id } };
  }
  if (send.state === 'waiting' && state.offline) {
    return {
      ...item,
      status: {
        icon: 'clock',
        text: 'Will send when you\u2019re back online',
        tone: 'plain',
        retry: null,
      },
    };
  }
  return { ...item, status: { icon: 'clock', text: 'Sending', tone: 'late', retry: null } };
}

/**
 * Out of hours: says when members are available again and asks for contact details; once, after the
 * last such entry.
 */
function closedItem(state: ChatState, entry: Entry, now: number): Item | null {
  const past = state.timeline.entries.some(
    (other) =>
      other.seq > entry.seq &&
      (other.kind === 'queued' || other.kind === 'claimed' || other.meta.reason === 'closed'),
  );
  const key = `closed${entry.seq}`;
  const title = 'We\u2019re closed right now';
  // The server's words tell the time in the shop's zone.
  const opensAt = entry.meta.opens_at;
  const back = opensAt === undefined ? '' : backText(Date.parse(opensAt), now);
  const text = opensAt === undefined ? entry.body : `${title}. ${back}`.trim();
  const item: Item = { kind: 'system', key: `s${entry.seq}`, text };
  if (past) return item;
  const known = state.timeline.entries.some((other) => other.kind === 'lead_captured');
  if (known && state.forms[key] === undefined)
    return {
      kind: 'notice',
      key,
      title,
      text: `${back} We have your email and will reply there.`.trim(),
    };
  const fields: LeadForm['fields'] = [
    { name: 'name', label: 'Name', type: 'text', required: false },
    { name: 'email', label: 'Email', type: 'email', required: true },
  ];
  return (
    formItems(state, key, {
      title,
      text: `${back} Leave your details and we\u2019ll get back to you.`.trim(),
      fields,
      submit: 'Leave a message',
      source: 'form',
      ruleId: null,
    })[0] ?? item
  );
}

/**
 * The handoff timed out. Only the last timeout asks for an e-mail, and only if no human has come
 * since.
 */
function nobodyAround(state: ChatState, entry: Entry): Item | null {
  const title = 'No one\u2019s around right now';
  const key = `none${entry.seq}`;
  const past = state.timeline.entries.some(
    (other) => other.seq > entry.seq && (other.kind === 'queued' || other.kind === 'claimed'),
  );
  if (past || state.forms[key]?.state === 'dismissed')
    return { kind: 'system', key: `s${entry.seq}`, text: 'No one was around' };
  const known = state.timeline.entries.some((other) => other.kind === 'lead_captured');
  if (known && state.forms[key] === undefined) {
    return { kind: 'notice', key, title, text: 'We have your email and will reply there.' };
  }
  const text = 'Leave your email and we\u2019ll reply there. You won\u2019t have to explain again.';
  const fields: LeadForm['fields'] = [
    { name: 'email', label: 'Email', type: 'email', required: true },
  ];
  return (
    formItems(state, key, {
      title,
      text,
      fields,
      submit: 'Send',
      source: 'form',
      ruleId: null,
    })[0] ?? null
  );
}
