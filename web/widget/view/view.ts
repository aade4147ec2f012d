/**
 * The widget's frame: launcher, panel, header, menu, theme; opens and closes, and restores the
 * focus.
 */

import { promptKey } from '../state/prompt';
import type { Chat } from '../chat/chat';
import type { ChatState } from '../state/chat_store';
import { Composer } from './composer';
import { attribute, make } from './dom';
import { icon, type IconName } from './icons';
import { itemsOf } from './items';
import { safeHref } from '../../shared/links';
import { hasGap } from '../../shared/timeline';
import { Messages } from './messages';
import { waitsForPage } from '../prompts/page_signals';
import styles from './styles.css?inline';
import { accentColours } from './theme';

const phone = matchMedia('(max-width: 700px)');
const dark = matchMedia('(prefers-color-scheme: dark)');

export class View {
  readonly #chat: Chat;
  readonly #root: HTMLElement;
  readonly #launcher: HTMLButtonElement;
  readonly #panel: HTMLDialogElement;
  readonly #avatar = make('span', { 'aria-hidden': 'true' });
  readonly #name = make('h2');
  readonly #badge = make('span');
  readonly #writes = make('div', { class: 'sr', role: 'status' });
  readonly #more: HTMLButtonElement;
  readonly #menu: HTMLElement;
  readonly #messages: Messages;
  readonly #composer: Composer;
  #open = false;
  #accent: string | null = null;

  constructor(host: HTMLElement, chat: Chat) {
    this.#chat = chat;
    this.#composer = new Composer(chat);
    this.#messages = new Messages(chat, { focusLost: () => this.#composer.field.focus() });
    this.#launcher = make('button', {
      class: 'lau',
      type: 'button',
      onclick: () => (this.#open ? this.close() : this.open()),
    });
    this.#menu = make('div', { class: 'menu', hidden: true });
    this.#more = make(
      'button',
      {
        class: 'icb',
        type: 'button',
        'aria-label': 'More',
        title: 'More',
        'aria-expanded': 'false',
        onclick: () => this.#toggleMenu(),
      },
      icon('more'),
    );
    const close = make(
      'button',
      {
        class: 'icb',
        type: 'button',
        'aria-label': 'Close the chat',
        title: 'Close',
        onclick: () => this.close(),
      },
      icon('close'),
    );
    this.#panel = make(
      'dialog',
      {
        class: 'w',
        tabindex: '-1',
        onkeydown: (event: KeyboardEvent) => this.#key(event),
        oncancel: (event: Event) => {
          event.preventDefault();
          this.close();
        },
        onclick: (event: Event) => {
          if (
            !this.#menu.hidden &&
            !event.composedPath().some((node) => node === this.#menu || node === this.#more)
          )
            this.#toggleMenu();
        },
      },
      make(
        'header',
        { class: 'wh', role: 'presentation' },
        this.#avatar,
        make(
          'div',
          { class: 'id', role: 'status', 'aria-atomic': 'true' },
          this.#name,
          this.#badge,
        ),
        this.#more,
        close,
        this.#menu,
      ),
      this.#messages.log,
      make('div', { class: 'over' }, this.#messages.pill),
      this.#composer.element,
      this.#writes,
    );
    this.#root = make('div', { class: 'root' }, this.#launcher, this.#panel);
    const shadow = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    shadow.append(this.#root);
    dark.addEventListener('change', () => this.#wear());
    phone.addEventListener('change', () => this.#open && this.#present());
    this.show();
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Opens the panel. When a page load reopens it, the focus stays where it is. */
  open(how: 'by visitor' | 'by page' = 'by visitor'): void {
    if (how === 'by page' && phone.matches) return;
    this.#open = true;
    this.#chat.persisted.open = true;
    this.#present();
    void this.#chat.start();
    this.show();
    this.#messages.toBottom();
    // On a phone focusing the field would open the keyboard, which hides the messages.
    if (how === 'by visitor') (phone.matches ? this.#panel : this.#composer.field).focus();
  }

  /**
   * Shows an unprompted message. On a phone the panel would cover the page, so only the button's
   * count changes.
   */
  invite(): void {
    if (this.#open) return;
    if (phone.matches) void this.#chat.start();
    else this.open('by page');
  }

  close(): void {
    this.#open = false;
    this.#chat.persisted.open = false;
    if (!this.#menu.hidden) this.#toggleMenu();
    this.#panel.close();
    this.show();
    this.#launcher.focus();
  }

  show(): void {
    const state = this.#chat.state;
    this.#markSeen(state);
    this.#showLauncher(state);
    this.#showHeader(state);
    this.#messages.show(itemsOf(state));
    this.#composer.show(state);
    const writes =
      state.timeline.writing || state.awaited > 0
        ? `${state.agent?.name ?? 'The assistant'} is writing`
        : '';
    if (this.#writes.textContent !== writes) this.#writes.textContent = writes;
    const accent = state.agent ? state.agent.theme.accent : this.#chat.persisted.get().accent;
    if (accent !== this.#accent) {
      this.#accent = accent;
      this.#wear();
    }
  }

  /** Modal on a phone, where the panel covers the page; beside the page elsewhere. */
  #present(): void {
    if (this.#panel.open) this.#panel.close();
    if (phone.matches) this.#panel.showModal();
    else this.#panel.setAttribute('open', ''); // Unlike show() this does not move the focus.
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#menu.hidden) return this.close();
    this.#toggleMenu();
    this.#more.focus();
  }

  #toggleMenu(): void {
    const opens = this.#menu.hidden;
    this.#menu.hidden = !opens;
    this.#more.setAttribute('aria-expanded', String(opens));
    if (!opens) return;
    const privacy = this.#chat.state.agent?.privacy_url;
    const href = privacy ? safeHref(privacy, location.href) : null;
    const clear = () => {
      this.#toggleMenu();
      this.#composer.field.focus();
      void this.#chat.clear();
    };
    this.#menu.replaceChildren(
      make('button', { type: 'button', onclick: clear }, 'Clear conversation'),
    );
    if (href !== null)
      this.#menu.append(
        make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, 'Your data'),
      );
  }

  #markSeen({ timeline }: ChatState): void {
    const last = timeline.entries.at(-1)?.seq ?? 0;
    if (this.#open && last !== this.#chat.persisted.get().seen && last > 0)
      this.#chat.persisted.set({ seen: last });
  }

  #showLauncher({ timeline, prompts, forms }: ChatState): void {
    const { seen } = this.#chat.persisted.get();
    const unseen = timeline.entries.filter(
      (entry) => entry.seq > seen && (entry.role === 'agent' || entry.role === 'human_agent'),
    ).length;
    const invites =
      phone.matches &&
      prompts.some(({ rule }) => waitsForPage(rule) && forms[promptKey(rule)] === undefined);
    const unread = this.#open ? 0 : unseen + (invites ? 1 : 0);
    const unreadText =
      unread === 0 ? '' : `, ${unread} new ${unread === 1 ? 'message' : 'messages'}`;
    const name = `${this.#open ? 'Close' : 'Open'} chat: Ask us${unreadText}`;
    if (this.#launcher.getAttribute('aria-label') === name) return;
    this.#launcher.setAttribute('aria-label', name);
    this.#launcher.setAttribute('aria-expanded', String(this.#open));
    this.#launcher.replaceChildren(icon(this.#open ? 'down' : 'chat', 'l'), 'Ask us');
    if (unread > 0) this.#launcher.append(make('span', { class: 'count' }, String(unread)));
  }

  #showHeader(state: ChatState): void {
    const agent = state.agent?.name ?? 'Chat';
    const human = state.controller === 'human' ? (state.holder ?? 'Our team') : null;
    const [look, glyph, label]: [string, IconName, string] = state.offline
      ? ['off', 'offline', 'Offline. Reconnecting']
      : hasGap(state.timeline)
        ? ['late', 'sync', 'Catching up']
        : human !== null
          ? ['hu', 'person', 'Human is here']
          : ['', 'bot', state.controller === 'queued' ? 'AI assistant, paused' : 'AI assistant'];
    attribute(this.#panel, 'aria-label', state.agent ? `Chat with ${agent}` : 'Chat');
    const says = human ?? agent;
    if (this.#name.textContent !== says) this.#name.textContent = says;
    const badge = `bdg ${look}`;
    if (this.#badge.textContent !== label || this.#badge.className !== badge) {
      this.#badge.className = badge;
      this.#badge.replaceChildren(icon(glyph, 's'), label);
    }
    this.#badge.hidden = state.agent === null && !state.offline;
    const avatar = human === null ? 'av' : 'av hu';
    if (this.#avatar.dataset['of'] === says + avatar) return;
    this.#avatar.dataset['of'] = says + avatar;
    this.#avatar.className = avatar;
    this.#avatar.replaceChildren(human === null ? icon('bot', 'l') : initials(human));
  }

  /** Applies the agent's accent where its contrast suffices, else the widget's own. */
  #wear(): void {
    const colours =
      this.#accent === null ? null : accentColours(this.#accent, dark.matches ? 'dark' : 'light');
    this.#root.removeAttribute('style');
    for (const [name, colour] of Object.entries(colours ?? {}))
      this.#root.style.setProperty(`--${name}`, colour as string);
  }
}

function initials(name: string): string {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => (word ? Array.from(word)[0] : ''))
    .join('')
    .toUpperCase();
}
