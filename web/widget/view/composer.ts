/**
 * The message field and the line below it: sending, speech input, requesting a human. Keeps its
 * layout in every state.
 */

import type { Chat } from '../chat/chat';
import type { ChatState } from '../state/chat_store';
import { attribute, make } from './dom';
import { icon, type IconName } from './icons';
import { firstName } from './items';
import { speechInput } from './speech_input';

/** At two UTF-8 bytes per UTF-16 unit on average, this stays under the server's 65,536 bytes. */
const longest = 8_192;

export class Composer {
  readonly element: HTMLElement;
  readonly field: HTMLTextAreaElement;
  readonly #chat: Chat;
  readonly #send: HTMLButtonElement;
  readonly #human: HTMLButtonElement;
  readonly #state: HTMLElement;
  readonly #aside: HTMLElement;
  #listening = false;
  #typedBefore = '';
  #ticking: ReturnType<typeof setTimeout> | undefined;

  constructor(chat: Chat) {
    this.#chat = chat;
    this.field = make('textarea', {
      rows: '1',
      'aria-label': 'Write a message',
      placeholder: 'Write a message',
      maxlength: String(longest),
      oninput: () => this.#typed(),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
        event.preventDefault();
        this.#submit();
      },
    });
    this.#send = make(
      'button',
      { class: 'icb go', type: 'submit', 'aria-label': 'Send', title: 'Send' },
      icon('send'),
    );
    this.#human = make('button', { type: 'button', onclick: () => void this.#chat.askForHuman() });
    this.#state = make('span');
    this.#aside = make('span', { role: 'status' });
    this.element = make(
      'form',
      {
        class: 'wf',
        onsubmit: (event: Event) => {
          event.preventDefault();
          this.#submit();
        },
      },
      make('div', { class: 'inp' }, this.field, this.#microphone(), this.#send),
      make('div', { class: 'ft' }, this.#human, this.#state, this.#aside),
    );
    this.#typed();
  }

  show(state: ChatState): void {
    const human = state.controller === 'human' ? firstName(state.holder ?? 'us') : null;
    this.field.placeholder = human === null ? 'Write a message' : `Message ${human}`;
    this.field.disabled = state.phase === 'refused';
    this.#showLeft(state, human);
    const seconds = Math.ceil((state.sendFrom - Date.now()) / 1000);
    const wait =
      state.timeline.pending.length > 0 && seconds > 0
        ? `That was a little fast. You can send again in ${seconds} s.`
        : '';
    const trouble = wait || state.trouble;
    const text = trouble || (this.#human.hidden ? '' : 'AI answers can be wrong');
    if (this.#aside.textContent !== text) this.#aside.textContent = text;
    this.#aside.className = trouble ? 'bad' : '';
    clearTimeout(this.#ticking);
    if (wait) this.#ticking = setTimeout(() => this.show(this.#chat.state), 1000);
  }

  #showLeft(state: ChatState, human: string | null): void {
    const unsent = state.timeline.pending.length;
    const says = (name: IconName, text: string): [IconName, string] => [name, text];
    const status = this.#listening
      ? says('mic', 'Listening\u2026')
      : state.offline && unsent > 0
        ? says('clock', unsent === 1 ? '1 message not sent yet' : `${unsent} messages not sent yet`)
        : human !== null
          ? says('person', `You\u2019re talking to ${human}`)
          : state.controller === 'queued'
            ? says('hand', 'Getting you a human')
            : null;
    const control = state.timeline.entries.findLast((entry) => entry.meta.epoch !== undefined);
    const again = control?.kind === 'released' && control.meta.reason === 'timeout';
    const asks = status === null && state.phase === 'ready';
    const hadFocus = (this.element.getRootNode() as ShadowRoot).activeElement === this.#human;
    this.#human.hidden = !asks;
    attribute(this.#human, 'aria-disabled', state.asking ? 'true' : null);
    replaceIfChanged(
      this.#human,
      again ? 'retry' : 'person',
      again ? 'Ask for a human again' : 'Talk to a human',
    );
    this.#state.hidden = status === null;
    if (status) replaceIfChanged(this.#state, ...status);
    if (hadFocus && !asks) this.field.focus();
  }

  #submit(): void {
    const body = this.field.value.trim();
    if (body === '' || this.field.disabled) return;
    this.field.value = '';
    this.#typed();
    this.#chat.send(body);
  }

  #typed(): void {
    const empty = this.field.value.trim() === '';
    attribute(this.#send, 'aria-disabled', empty ? 'true' : null);
    this.field.style.height = '';
    if (this.field.scrollHeight > this.field.clientHeight)
      this.field.style.height = `${Math.min(112, this.field.scrollHeight)}px`;
    if (!empty) this.#chat.whisperTyping();
  }

  #microphone(): HTMLButtonElement | null {
    const button = make(
      'button',
      {
        class: 'icb',
        type: 'button',
        'aria-label': 'Speak your message',
        title: 'Speak',
        'aria-pressed': 'false',
      },
      icon('mic'),
    );
    const toggle = speechInput({
      heard: (text) => {
        this.field.value = [this.#typedBefore, text.trim()].filter(Boolean).join(' ');
        this.#typed();
      },
      changed: (listening) => {
        this.#listening = listening;
        this.#typedBefore = this.field.value.trim();
        button.setAttribute('aria-pressed', String(listening));
        this.show(this.#chat.state);
      },
      failed: (trouble) => this.#chat.showTrouble(trouble),
    });
    if (!toggle) return null;
    button.addEventListener('click', toggle);
    return button;
  }
}

function replaceIfChanged(element: HTMLElement, name: IconName, text: string): void {
  if (element.dataset['says'] === name + text) return;
  element.dataset['says'] = name + text;
  element.replaceChildren(icon(name, 'm'), text);
}
