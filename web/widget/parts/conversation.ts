/**
 * The conversation as it goes on: the items of the timeline, and the elements of all of them.
 * Loaded behind the panel; what only some conversations have, it loads itself when they do.
 */

import type { Chat } from '../chat/chat';
import styles from './conversation.css?inline';
import { attribute, make } from '../view/dom';
import { conversationIcons } from './conversation_icons';
import { addIcons, icon } from '../view/icons';
import type { Item, MessageItem } from '../view/item';
import { itemsOf } from './items';
import { OpeningRenderer, type Renderer } from '../view/opening';
import { Part } from '../view/part';
import { standingOf } from './standing';

export { itemsOf, standingOf, styles };

addIcons(conversationIcons);

type FormItem = Extract<Item, { kind: 'form' }>;

export interface RendererEvents {
  /** The focused element is gone; the field takes the focus. */
  focusLost(): void;
  /** A part of the view has come: what was shown without it is to be shown again. */
  arrived(css: string): void;
  /** A part of the view is not to be had. */
  missing(): void;
}

/** Text that is more than one paragraph of words. */
const isRich = ({ body, citations }: MessageItem): boolean =>
  citations.length > 0 || /[*_#[\n]|https?:|^\s*[-\u2022\d]/.test(body);

export class ConversationRenderer implements Renderer {
  readonly #chat: Chat;
  readonly #events: RendererEvents;
  readonly #opening: OpeningRenderer;
  readonly #answer = new Part(
    () => import('./answer'),
    (part) => this.#events.arrived(part.styles),
    () => this.#events.missing(),
  );
  readonly #waiting = new Part(
    () => import('./waiting'),
    (part) => this.#events.arrived(part.styles),
    () => this.#events.missing(),
  );
  readonly #leadForm = new Part(
    () => import('./lead_form'),
    (part) => this.#events.arrived(part.styles),
    () => this.#events.missing(),
  );

  constructor(chat: Chat, events: RendererEvents) {
    this.#chat = chat;
    this.#events = events;
    this.#opening = new OpeningRenderer(chat, () => events.focusLost());
  }

  create(item: Item): HTMLElement {
    switch (item.kind) {
      case 'message':
      case 'form':
        return make('div', {});
      case 'starters':
      case 'notice':
        return this.#opening.create(item);
      case 'system':
        return make('div', { class: 'sys' }, item.text);
      case 'card':
        return make(
          'div',
          { class: 'box cta' },
          make('div', {}, make('h3', {}, item.rule.title), make('p', {}, item.rule.text)),
          make(
            'button',
            {
              class: 'btn',
              type: 'button',
              onclick: () => this.#chat.setForm(item.key, { state: 'open' }),
            },
            item.rule.label,
          ),
        );
      case 'queued':
        return make(
          'div',
          { class: 'box' },
          make('h3', {}, 'Connecting you with someone\u2026'),
          make('p', {}, 'This takes up to two minutes. ', make('span', { class: 'place' })),
        );
      case 'typing':
        return make(
          'div',
          { class: 'typing' },
          make('i', { 'aria-hidden': 'true' }, make('b')),
          item.text,
        );
    }
  }

  /** Brings an element up to date with its item. */
  fill(element: HTMLElement, item: Item): void {
    if (item.kind === 'message') this.#fillMessage(element, item);
    else if (item.kind === 'typing') element.lastChild?.replaceWith(item.text);
    else if (item.kind === 'form') this.#fillForm(element, item);
    else if (item.kind === 'queued') {
      const place = element.querySelector('.place');
      if (place) place.textContent = item.position;
      if (element.childElementCount === 2)
        element.append(...(this.#waiting.value?.waitingBox(item) ?? []));
    }
  }

  #fillForm(element: HTMLElement, { of, form }: FormItem): void {
    const part = this.#leadForm.value;
    if (!part || element.firstChild) return;
    element.append(
      part.leadForm(
        form,
        (clientId, fields) => this.#chat.sendLead(of, { ...form, clientId, fields }),
        () => this.#chat.setForm(of, { state: 'dismissed' }),
      ),
    );
    if (element.dataset['focus'] !== undefined)
      element.querySelector('input')?.focus({ preventScroll: true });
  }

  #fillMessage(element: HTMLElement, message: MessageItem): void {
    element.className = `ms ${message.role === 'visitor' ? 'me' : 'in'}${message.role === 'human_agent' ? ' hu' : ''}${message.status && message.seq === null && message.status.tone !== 'late' ? ' wait' : ''}`;
    element.dataset['role'] = message.role;
    attribute(element, 'data-seq', message.seq?.toString());
    attribute(element, 'aria-busy', message.busy ? 'true' : null);
    const bubble = make('div', { class: 'b' });
    const part = message.role !== 'visitor' && isRich(message) ? this.#answer.value : null;
    if (message.role === 'visitor') bubble.append(message.body);
    else bubble.append(...(part?.blocks(message) ?? [make('p', {}, message.body)]));
    if (message.busy)
      (
        bubble.querySelector(':scope > :last-child > li:last-child') ??
        bubble.lastElementChild ??
        bubble
      ).append(make('span', { class: 'caret', 'aria-hidden': 'true' }));
    element.replaceChildren(
      message.heading
        ? make(
            'div',
            { class: 'meta' },
            make('b', {}, message.heading.name),
            ` ${message.heading.time}`,
          )
        : make('span', { class: 'sr' }, `${message.who}:`),
      bubble,
    );
    if (part && message.citations.length > 0) bubble.append(part.sources(message));
    if (message.offersHuman) {
      element.append(
        make(
          'button',
          {
            class: 'btn offer',
            type: 'button',
            onclick: () => void this.#chat.askForHuman('offer'),
          },
          icon('person', 'm'),
          'Get a human',
        ),
      );
    }
    if (message.status) element.append(this.#status(message.status));
  }

  #status({ icon: name, text, tone, retry }: NonNullable<MessageItem['status']>): HTMLElement {
    const again = () => {
      this.#events.focusLost();
      if (retry !== null) this.#chat.retry(retry);
    };
    return make(
      'div',
      { class: `st ${tone}` },
      icon(name, 's'),
      text,
      retry !== null && make('button', { type: 'button', onclick: again }, 'Try again'),
    );
  }
}
