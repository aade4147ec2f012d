/**
 * How a chat opens: what can be shown before anything was said, and how it looks. What comes later
 * is conversation.ts's, which is loaded behind the panel.
 */

import type { Chat } from '../chat/chat';
import type { ChatState } from '../state/chat_store';
import { make } from './dom';
import { icon, type IconName } from './icons';
import type { Item, MessageItem } from './item';

/** Makes the elements of the list, and brings them up to date. */
export interface Renderer {
  create(item: Item): HTMLElement;
  fill(element: HTMLElement, item: Item): void;
}

/** What the panel's head and foot say. */
export interface Standing {
  /** The member who holds the conversation. */
  human: string | null;
  /** The badge's class, icon and words. */
  badge: [string, IconName, string];
  placeholder: string;
  /** In place of the button that asks for a human. */
  left: [IconName, string] | null;
  ask: [IconName, string];
  /** Why what is written is not sent yet; changes with the time. */
  wait: string;
  /** For screen readers: that an answer is being written. */
  writes: string;
}

export const openingStanding = ({ offline }: ChatState): Standing => ({
  human: null,
  badge: offline ? ['off', 'offline', 'Offline. Reconnecting'] : ['', 'bot', 'AI assistant'],
  placeholder: 'Write a message',
  left: null,
  ask: ['person', 'Talk to a human'],
  wait: '',
  writes: '',
});

/** The message, as far as every kind of it has the same. */
export function plainMessage(
  key: string,
  role: MessageItem['role'],
  who: string,
  body: string,
): MessageItem {
  return {
    kind: 'message',
    key,
    seq: null,
    role,
    who,
    heading: null,
    body,
    citations: [],
    busy: false,
    status: null,
    offersHuman: false,
  };
}

/** The list of messages up to the first entry, top to bottom. Pure. */
export function openingItems(state: ChatState): Item[] {
  const notice = (key: string, title: string, text: string): Item => ({
    kind: 'notice',
    key,
    title,
    text,
  });
  const { phase, timeline, agent } = state;
  if (phase === 'refused')
    return [
      notice('refused', 'Chat unavailable', 'Sorry, chat isn\u2019t available on this page.'),
    ];
  if (phase === 'ended')
    return [notice('ended', 'This chat has ended.', 'Send a message to start a new one.')];
  if (phase !== 'ready' || !timeline.loaded || timeline.hasOlder || !agent) return [];
  const items: Item[] = [];
  if (agent.greeting) items.push(plainMessage('hello', 'agent', agent.name, agent.greeting));
  const hasWritten =
    timeline.pending.length > 0 || timeline.entries.some((entry) => entry.role === 'visitor');
  if (!hasWritten && state.controller === 'bot' && agent.starters.length > 0)
    items.push({ kind: 'starters', key: 'starters', texts: agent.starters });
  return items;
}

export class OpeningRenderer implements Renderer {
  readonly #chat: Pick<Chat, 'send'>;
  readonly #focusLost: () => void;

  constructor(chat: Pick<Chat, 'send'>, focusLost: () => void) {
    this.#chat = chat;
    this.#focusLost = focusLost;
  }

  create(item: Item): HTMLElement {
    if (item.kind === 'starters')
      return make('div', { class: 'starts' }, ...item.texts.map((text) => this.#starter(text)));
    if (item.kind === 'notice')
      return make('div', { class: 'box' }, make('h3', {}, item.title), make('p', {}, item.text));
    return make('div');
  }

  /** A message in words alone. */
  fill(element: HTMLElement, item: Item): void {
    if (item.kind !== 'message') return;
    element.className = 'ms in';
    element.dataset['role'] = item.role;
    element.replaceChildren(
      make('span', { class: 'sr' }, `${item.who}:`),
      make('div', { class: 'b' }, make('p', {}, item.body)),
    );
  }

  #starter(text: string): HTMLElement {
    const ask = () => {
      this.#chat.send(text);
      this.#focusLost();
    };
    return make('button', { type: 'button', onclick: ask }, text, icon('right', 'm'));
  }
}
