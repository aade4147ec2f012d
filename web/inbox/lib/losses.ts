/** What is lost when conversations are deleted, and what is kept, as the question before it says it. Pure. */

import type { Conversation } from '../../shared/wire';
import { leadName, visitorName } from './rows';
import { shortName } from './words';

export interface Loss {
  icon: string;
  kind: 'lost' | 'warn' | 'kept';
  title: string;
  text: string;
}

/** `3 leads`, `1 lead`. */
export function some(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

export function losses(these: readonly Conversation[], me: string): Loss[] {
  const one = these.length === 1;
  const items = [transcripts(these)];
  const held = these.filter((each) => each.controller === 'human' && each.claimed_by !== null);
  if (held.length > 0) items.push(holders(held, me));
  const waiting = these.filter((each) => each.controller === 'queued');
  if (waiting.length > 0) {
    items.push({
      icon: 'hand', kind: 'warn', title: waiting.length === 1 ? 'A visitor is waiting for a human' : `${waiting.length} visitors are waiting for a human`,
      text: `${names(waiting.map(visitorName))} won’t get an answer`,
    });
  }
  const leads = these.flatMap((each) => (each.lead === null ? [] : [each.lead]));
  if (leads.length > 0) {
    items.push({
      icon: 'card', kind: 'lost', title: `${one ? 'The lead' : some(leads.length, 'lead')} ${leads.length === 1 ? 'loses its transcript' : 'lose their transcripts'}`,
      text: `${names(leads.map(leadName))} ${leads.length === 1 ? 'stays in the inbox as a lead' : 'stay in the inbox as leads'}, without the conversation`,
    });
  }
  const online = these.filter((each) => each.visitor.online);
  if (online.length > 0) {
    items.push({
      icon: 'person', kind: 'warn', title: `${one ? 'The visitor is' : online.length === 1 ? '1 visitor is' : `${online.length} visitors are`} still on the site`,
      text: online.length === 1 ? 'Their chat closes; the next message starts a new one' : 'Their chats close; the next message starts a new one',
    });
  }
  items.push({
    icon: 'shield', kind: 'kept', title: 'Kept: the audit log',
    text: `Your name, the time and the ${one ? 'ID' : `${these.length} IDs`}, never the messages`,
  });
  return items;
}

function transcripts(these: readonly Conversation[]): Loss {
  const empty = these.filter((each) => !each.engaged).length;
  const messages = these.reduce((sum, each) => sum + each.visitor_message_count, 0);
  const written = `${some(messages, 'visitor message')} with all replies and team notes`;
  const title = these.length === 1 ? 'The transcript' : `${these.length} transcripts`;
  if (empty === these.length) return { icon: 'chats', kind: 'lost', title, text: these.length === 1 ? 'The visitor wrote nothing' : 'The visitors wrote nothing' };
  return { icon: 'chats', kind: 'lost', title, text: empty === 0 ? written : `${written}; ${empty} of the ${these.length} ${empty === 1 ? 'is' : 'are'} empty` };
}

function holders(held: readonly Conversation[], me: string): Loss {
  const mine = held.filter((each) => each.claimed_by_user_id === me).length;
  const others = [...new Set(held.filter((each) => each.claimed_by_user_id !== me).map((each) => shortName(each.claimed_by?.name ?? 'Someone')))];
  const who = [...(mine > 0 ? ['you'] : []), ...others];
  return {
    icon: 'users', kind: 'warn',
    title: held.length === 1 ? `Held by ${who[0]} right now` : `${held.length} are held right now by ${names(who)}`,
    text: held.length === 1 ? 'The visitor will be cut off mid-chat' : 'These visitors will be cut off mid-chat',
  };
}

/** At most three by name. */
function names(all: readonly string[]): string {
  if (all.length > 3) return `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`;
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
