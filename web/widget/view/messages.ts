/**
 * Renders the list of messages: reuses one element per item key, follows the bottom, signals new
 * messages.
 */

import { attribute, make } from './dom';
import { icon } from './icons';
import type { FormSpec, Item, MessageItem } from './items';
import { leadForm } from './lead_form';
import { safeHref } from '../../shared/links';
import { readMarkdown, type Inline } from '../../shared/markdown';
import type { Chat } from '../chat/chat';

interface Shown {
  element: HTMLElement;
  signature: string;
}

export interface MessagesEvents {
  /** The focused element is gone; the field takes the focus. */
  focusLost(): void;
}

export class Messages {
  readonly log: HTMLElement;
  readonly pill: HTMLElement;
  readonly #chat: Chat;
  readonly #events: MessagesEvents;
  readonly #shown = new Map<string, Shown>();

  constructor(chat: Chat, events: MessagesEvents) {
    this.#chat = chat;
    this.#events = events;
    this.pill = make(
      'button',
      { class: 'pill', type: 'button', hidden: true, onclick: () => this.toBottom() },
      'New messages',
      icon('down', 's'),
    );
    this.log = make('div', {
      class: 'wl',
      role: 'log',
      'aria-live': 'polite',
      'aria-label': 'Messages',
      tabindex: '0',
      onscroll: () => this.#atBottom() && (this.pill.hidden = true),
    });
  }

  show(items: readonly Item[]): void {
    const follows = this.#atBottom() && !this.log.querySelector('form:focus-within');
    const first = this.#shown.size === 0;
    const mine =
      items.filter(
        (item) => item.kind === 'message' && item.role === 'visitor' && !this.#shown.has(item.key),
      ).length > 0;
    let grown = false;
    let form: HTMLElement | null = null;
    const focused = (this.log.getRootNode() as ShadowRoot).activeElement;
    const hadFocus = focused !== null && focused !== this.log && this.log.contains(focused);
    const keys = new Set(items.map((item) => item.key));
    for (const [key, shown] of this.#shown) {
      if (keys.has(key)) continue;
      shown.element.remove();
      this.#shown.delete(key);
    }
    let before: Element | null = null;
    for (const item of items) {
      const signature = JSON.stringify(item);
      let shown = this.#shown.get(item.key);
      if (!shown) {
        shown = { element: this.#create(item), signature: '' };
        this.#shown.set(item.key, shown);
        grown ||= item.kind !== 'typing';
        if (item.kind === 'form') form = shown.element;
      }
      if (shown.signature !== signature) {
        shown.signature = signature;
        if (item.kind === 'message') this.#fillMessage(shown.element, item);
        else if (item.kind === 'typing') shown.element.lastChild?.replaceWith(item.text);
        else if (item.kind === 'queued') fillPosition(shown.element, item.position);
      }
      const sibling: Element | null = before
        ? before.nextElementSibling
        : this.log.firstElementChild;
      if (sibling !== shown.element) this.log.insertBefore(shown.element, sibling);
      before = shown.element;
    }
    if (follows || mine || first) this.toBottom();
    else if (grown) this.pill.hidden = false;
    if (!hadFocus || focused.isConnected) return;
    // If the focused element vanished, focus moves to the form that replaced it, else to the field.
    if (!form) return this.#events.focusLost();
    form.querySelector('input')?.focus({ preventScroll: true });
    this.log.scrollTop = form.offsetTop - 8;
  }

  toBottom(): void {
    this.log.scrollTop = this.log.scrollHeight;
    this.pill.hidden = true;
  }

  #atBottom(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48;
  }

  #create(item: Item): HTMLElement {
    switch (item.kind) {
      case 'message':
        return make('div', {});
      case 'starters':
        return make('div', { class: 'starts' }, ...item.texts.map((text) => this.#starter(text)));
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
      case 'form':
        return this.#form(item.of, item.form);
      case 'notice':
        return make('div', { class: 'box' }, make('h3', {}, item.title), make('p', {}, item.text));
      case 'queued':
        return queuedPanel(item);
      case 'typing':
        return make(
          'div',
          { class: 'typing' },
          make('i', { 'aria-hidden': 'true' }, make('b')),
          item.text,
        );
    }
  }

  #starter(text: string): HTMLElement {
    const ask = () => {
      this.#chat.send(text);
      this.#events.focusLost();
    };
    return make('button', { type: 'button', onclick: ask }, text, icon('right', 'm'));
  }

  #form(key: string, spec: FormSpec): HTMLElement {
    return leadForm(
      spec,
      (clientId, values) => this.#chat.sendLead(key, clientId, spec.source, values, spec.ruleId),
      () => this.#chat.setForm(key, { state: 'dismissed' }),
    );
  }

  #fillMessage(element: HTMLElement, message: MessageItem): void {
    element.className = `ms ${message.role === 'visitor' ? 'me' : 'in'}${message.role === 'human_agent' ? ' hu' : ''}${message.status && message.seq === null && message.status.tone !== 'late' ? ' wait' : ''}`;
    element.dataset['role'] = message.role;
    attribute(element, 'data-seq', message.seq?.toString());
    attribute(element, 'aria-busy', message.busy ? 'true' : null);
    const bubble = make('div', { class: 'b' });
    if (message.role === 'visitor') bubble.append(message.body);
    else bubble.append(...blocks(message));
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
    if (message.citations.length > 0) bubble.append(sources(message));
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

function blocks(message: MessageItem): Node[] {
  const nodes = (parts: Inline[]) => parts.map((part) => inlineNode(part, message));
  return readMarkdown(message.body).map((block) => {
    if (block.kind === 'paragraph') return make('p', {}, ...nodes(block.parts));
    const items = block.items.map((parts) => make('li', {}, ...nodes(parts)));
    return block.start === null
      ? make('ul', {}, ...items)
      : make('ol', { start: String(block.start) }, ...items);
  });
}

function inlineNode(part: Inline, message: MessageItem): Node {
  switch (part.kind) {
    case 'text':
      return document.createTextNode(part.text);
    case 'break':
      return make('br');
    case 'bold':
      return make('strong', {}, ...part.parts.map((inner) => inlineNode(inner, message)));
    case 'link':
      return make(
        'a',
        { href: part.href, target: '_blank', rel: 'noopener noreferrer' },
        ...part.parts.map((inner) => inlineNode(inner, message)),
      );
    case 'cite':
      // The word joiner keeps the citation on the same line as its word.
      return message.role === 'agent'
        ? withJoiner(citeMark(part.n, message))
        : document.createTextNode(`[${part.n}]`);
  }
}

function withJoiner(mark: Node): Node {
  const both = document.createDocumentFragment();
  both.append('\u2060', mark);
  return both;
}

/**
 * The citation number in the text, linked to the source's page if it has one. Copying yields `[1]`
 * again.
 */
function citeMark(n: number, message: MessageItem): Node {
  const source = message.citations.find((citation) => citation.n === n);
  const href = source?.url ? safeHref(source.url, location.href) : null;
  const content = [
    make('span', { class: 'sr' }, '['),
    String(n),
    make('span', { class: 'sr' }, ']'),
  ];
  if (href === null) return make('span', { class: 'cite' }, ...content);
  return make(
    'a',
    {
      class: 'cite',
      href,
      target: '_blank',
      rel: 'noopener noreferrer',
      'aria-label': `Source ${n}`,
    },
    ...content,
  );
}

function sources(message: MessageItem): HTMLElement {
  const chip = ({ n, title, url }: MessageItem['citations'][number]): Node => {
    const href = url === null ? null : safeHref(url, location.href);
    const content = [make('span', { class: 'cite', 'aria-hidden': 'true' }, String(n)), title];
    const tag =
      href === null
        ? make('span', {}, ...content)
        : make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, ...content);
    return make('li', {}, tag);
  };
  return make('ul', { class: 'cites', 'aria-label': 'Sources' }, ...message.citations.map(chip));
}

/** The bar fills over two minutes from the request, across page loads. */
function queuedPanel({ since, told, notified }: Extract<Item, { kind: 'queued' }>): HTMLElement {
  const bar = make('i');
  const waited =
    since === null ? 0 : Math.min(120, Math.max(0, (Date.now() - Date.parse(since)) / 1000));
  bar.style.animationDelay = `-${waited.toFixed(1)}s`;
  const step = (name: 'check' | 'clock' | 'chat', text: string, done: boolean) =>
    make('li', done ? { class: 'done' } : {}, icon(name), text);
  return make(
    'div',
    { class: 'box' },
    make('h3', {}, 'Connecting you with someone\u2026'),
    make('p', {}, 'This takes up to two minutes. ', make('span', { class: 'place' })),
    make('div', { class: 'prog', 'aria-hidden': 'true' }, bar),
    make(
      'ul',
      { class: 'steps' },
      step(told ? 'check' : 'clock', notified, told),
      step('chat', 'Keep writing. Whoever joins will see it all.', false),
    ),
  );
}

/** Updates the queue position without recreating the panel. */
function fillPosition(panel: HTMLElement, position: string): void {
  const line = panel.querySelector('.place');
  if (line) line.textContent = position;
}
