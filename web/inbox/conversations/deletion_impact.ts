/** What a deletion loses and what it keeps, as the confirmation dialog lists it. Pure. */

import type { Conversation } from '../../shared/wire';
import { leadName, visitorName } from './names';
import { isolated } from '../lib/bidi';
import { shortName } from '../lib/format';

export interface Impact {
  icon: string;
  kind: 'lost' | 'warn' | 'kept';
  title: string;
  text: string;
}

/** `3 leads`, `1 lead`. */
export function some(count: number, singular: string, many = `${singular}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? singular : many}`;
}

export function deletionImpact(conversations: readonly Conversation[], me: string): Impact[] {
  const single = conversations.length === 1;
  const items = [transcripts(conversations)];
  const held = conversations.filter(
    (conversation) => conversation.controller === 'human' && conversation.claimed_by !== null,
  );
  if (held.length > 0) items.push(holders(held, me));
  const waiting = conversations.filter((conversation) => conversation.controller === 'queued');
  if (waiting.length > 0) {
    items.push({
      icon: 'hand',
      kind: 'warn',
      title:
        waiting.length === 1
          ? 'A visitor is waiting for a human'
          : `${waiting.length} visitors are waiting for a human`,
      text: `${names(waiting.map(visitorName))} won’t get an answer`,
    });
  }
  const leads = conversations.flatMap((conversation) =>
    conversation.lead === null ? [] : [conversation.lead],
  );
  if (leads.length > 0) {
    items.push({
      icon: 'card',
      kind: 'lost',
      title: `${single ? 'The lead' : some(leads.length, 'lead')} ${leads.length === 1 ? 'loses its transcript' : 'lose their transcripts'}`,
      text: `${names(leads.map(leadName))} ${leads.length === 1 ? 'stays in the inbox as a lead' : 'stay in the inbox as leads'}, without the conversation`,
    });
  }
  const online = conversations.filter((conversation) => conversation.visitor.online);
  if (online.length > 0) {
    items.push({
      icon: 'person',
      kind: 'warn',
      title: `${single ? 'The visitor is' : online.length === 1 ? '1 visitor is' : `${online.length} visitors are`} still on the site`,
      text:
        online.length === 1
          ? 'Their chat closes; the next message starts a new one'
          : 'Their chats close; the next message starts a new one',
    });
  }
  items.push({
    icon: 'shield',
    kind: 'kept',
    title: 'Kept: the audit log',
    text: `Your name, the time and the ${single ? 'ID' : `${conversations.length} IDs`}, never the messages`,
  });
  return items;
}

function transcripts(conversations: readonly Conversation[]): Impact {
  const empty = conversations.filter((conversation) => !conversation.engaged).length;
  const messages = conversations.reduce(
    (sum, conversation) => sum + conversation.visitor_message_count,
    0,
  );
  const written = `${some(messages, 'visitor message')} with all replies and team notes`;
  const title =
    conversations.length === 1 ? 'The transcript' : `${conversations.length} transcripts`;
  if (empty === conversations.length)
    return {
      icon: 'chats',
      kind: 'lost',
      title,
      text: conversations.length === 1 ? 'The visitor wrote nothing' : 'The visitors wrote nothing',
    };
  return {
    icon: 'chats',
    kind: 'lost',
    title,
    text:
      empty === 0
        ? written
        : `${written}; ${empty} of the ${conversations.length} ${empty === 1 ? 'is' : 'are'} empty`,
  };
}

function holders(held: readonly Conversation[], me: string): Impact {
  const mine = held.filter((conversation) => conversation.claimed_by_user_id === me).length;
  const others = [
    ...new Set(
      held
        .filter((conversation) => conversation.claimed_by_user_id !== me)
        .map((conversation) => shortName(conversation.claimed_by?.name ?? 'Someone')),
    ),
  ];
  const whom = [...(mine > 0 ? ['you'] : []), ...others];
  return {
    icon: 'users', kind: 'warn',
    title:
      held.length === 1
        ? `Held by ${whom[0]} right now`
        : `${held.length} are held right now by ${names(whom)}`,
    text:
      held.length === 1
        ? 'The visitor will be cut off mid-chat'
        : 'These visitors will be cut off mid-chat',
  };
}

/** At most three by name. */
function names(given: readonly string[]): string {
  const all = given.map(isolated);
  if (all.length > 3) return `${all.slice(0, 2).join(', ')} and ${all.length - 2} more`;
  return all.length < 2 ? (all[0] ?? '') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
