/**
 * The panel's frame: header, menu, what the launcher says; opens and closes, and restores the
 * focus.
 */

import { promptKey } from '../state/prompt';
import type { Chat } from '../chat/chat';
import type { ChatState } from '../state/chat_store';
import { Composer } from './composer';
import { attribute, make } from './dom';
import { icon, iconButton } from './icons';
import { isComposing } from '../../shared/composition';
import { Messages } from './messages';
import { initials } from './names';
import { openingItems, OpeningRenderer, openingStanding, type Standing } from './opening';
import { Part } from './part';
import { waitsForPage } from '../prompts/page_signals';
import type { Shell } from '../shell';
import styles from './styles.css?inline';
import { panelColours } from './theme';

const phone = matchMedia('(max-width: 700px)');
const dark = matchMedia('(prefers-color-scheme: dark)');

export class View {
  readonly #shell: Shell;
  readonly #chat: Chat;
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
  /** A phone does not open by itself, except to somebody whom a person is talking to. */
  #opensForHuman = false;
  #accent: string | null;
  readonly #conversation = new Part(
    () => import('../parts/conversation'),
    ({ styles: css, ConversationRenderer }) => {
      const adopt = (more: string) => this.#shell.host.adopt(more);
      adopt(css);
      const arrived = (more: string) => {
        adopt(more);
        this.#messages.refill();
        this.show();
      };
      const events = { focusLost: this.#focusField, arrived, missing: this.#missing };
      this.#messages.refill(new ConversationRenderer(this.#chat, events));
      this.show();
    },
    () => this.#missing(),
  );
  readonly #menuPart = new Part(
    () => import('../parts/menu'),
    (part) => {
      this.#shell.host.adopt(part.styles);
      this.#fillMenu(part);
    },
    () => this.#missing(),
  );
  readonly #missing = () => this.#shell.outdated();
  readonly #focusField = () => this.#composer.field.focus();

  constructor(shell: Shell, chat: Chat) {
    this.#shell = shell;
    this.#chat = chat;
    this.#accent = chat.persisted.get().accent;
    this.#composer = new Composer(chat, () => this.show());
    this.#messages = new Messages(new OpeningRenderer(chat, this.#focusField), this.#focusField);
    this.#menu = make('div', { class: 'menu', hidden: true });
    this.#more = iconButton('more', 'More', {
      'aria-expanded': 'false',
      onclick: () => this.#toggleMenu(),
    });
    const close = iconButton('close', 'Close the chat', { onclick: () => this.close() });
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
    shell.host.adopt(styles);
    shell.host.root.append(this.#panel);
    const signal = { signal: shell.over };
    phone.addEventListener('change', () => this.#open && this.#present(), signal);
    dark.addEventListener('change', () => this.#wear(), signal);
    this.#wear();
    this.show();
  }

  get isOpen(): boolean {
    return this.#open;
  }

  /** Opens the panel. When a page load reopens it, the focus stays where it is. */
  open(how: 'by visitor' | 'by page' = 'by visitor'): void {
    if (how === 'by page' && phone.matches) {
      this.#opensForHuman = true;
      return void this.#chat.start();
    }
    this.#open = true;
    this.#chat.persisted.open = true;
    this.#present();
    void this.#chat.start();
    this.show();
    this.#messages.toBottom();
    // On a phone focusing the field would open the keyboard, which hides the messages.
    if (how === 'by visitor') (phone.matches ? this.#panel : this.#composer.field).focus();
  }

  /** The page had taken the widget out: what an element loses by that is set again. */
  putBack(): void {
    if (!this.#open) return;
    this.#present();
    this.#messages.toBottom();
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
    this.#shell.launcher.button.focus();
  }

  show(): void {
    const state = this.#chat.state;
    if (this.#opensForHuman && state.phase === 'ready') {
      this.#opensForHuman = false;
      if (state.controller !== 'bot') return this.open();
    }
    this.#markSeen(state);
    this.#showLauncher(state);
    // Who only has the count of what is new needs no list of it.
    const part = this.#open ? this.#conversation.value : this.#conversation.loaded;
    const standing = (part?.standingOf ?? openingStanding)(state);
    this.#showHeader(state, standing);
    this.#messages.show((part?.itemsOf ?? openingItems)(state));
    this.#composer.show(state, standing);
    if (this.#writes.textContent !== standing.writes) this.#writes.textContent = standing.writes;
    const accent = state.agent ? state.agent.theme.accent : this.#chat.persisted.get().accent;
    if (accent !== this.#accent) {
      this.#accent = accent;
      this.#wear();
    }
  }

  /** The accent's colours, on the launcher and here. */
  #wear(): void {
    const { launcher, host } = this.#shell;
    launcher.wear(this.#accent);
    const colours = panelColours(this.#accent ?? '', dark.matches ? 'dark' : 'light');
    for (const name of ['mark', 'accent-text', 'accent-tint'])
      host.root.style.setProperty(`--${name}`, colours?.[name] ?? null);
  }

  /** Modal on a phone, where the panel covers the page; beside the page elsewhere. */
  #present(): void {
    if (this.#panel.open) this.#panel.close();
    if (phone.matches) this.#panel.showModal();
    else this.#panel.setAttribute('open', ''); // Unlike show() this does not move the focus.
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || isComposing(event)) return;
    event.preventDefault();
    if (this.#menu.hidden) return this.close();
    this.#toggleMenu();
    this.#more.focus();
  }

  #toggleMenu(): void {
    const opens = this.#menu.hidden;
    this.#menu.hidden = !opens;
    this.#more.setAttribute('aria-expanded', String(opens));
    if (!opens) return;
    const part = this.#menuPart.value;
    if (part) this.#fillMenu(part);
  }

  #fillMenu({ menuItems }: typeof import('../parts/menu')): void {
    const clear = () => {
      this.#toggleMenu();
      this.#focusField();
      void this.#chat.clear();
    };
    this.#menu.replaceChildren(...menuItems(this.#chat.state.agent?.privacy_url ?? null, clear));
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
    const { button } = this.#shell.launcher;
    const news = unread === 0 ? '' : `, ${unread} new ${unread === 1 ? 'message' : 'messages'}`;
    const name = `${this.#open ? 'Close' : 'Open'} chat: Ask us${news}`;
    if (button.ariaLabel === name) return;
    button.ariaLabel = name;
    button.ariaExpanded = String(this.#open);
    button.replaceChildren(icon(this.#open ? 'down' : 'chat', 'l'), 'Ask us');
    if (unread > 0) button.append(make('span', { class: 'count' }, String(unread)));
  }

  #showHeader({ agent, offline }: ChatState, { human, badge }: Standing): void {
    const [look, glyph, label] = badge;
    attribute(this.#panel, 'aria-label', agent ? `Chat with ${agent.name}` : 'Chat');
    const says = human ?? agent?.name ?? 'Chat';
    if (this.#name.textContent !== says) this.#name.textContent = says;
    if (this.#badge.textContent !== label) {
      this.#badge.className = `bdg ${look}`;
      this.#badge.replaceChildren(icon(glyph, 's'), label);
    }
    this.#badge.hidden = agent === null && !offline;
    const avatar = human === null ? 'av' : 'av hu';
    if (this.#avatar.dataset['of'] === says + avatar) return;
    this.#avatar.dataset['of'] = says + avatar;
    this.#avatar.className = avatar;
    this.#avatar.replaceChildren(human === null ? icon('bot', 'l') : initials(human));
  }
}
