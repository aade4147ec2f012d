/**
 * The message field and the line below it: sending, speech input, requesting a human. Keeps its
 * layout in every state.
 */

import type { Chat } from '../chat/chat';
import type { ChatState } from '../state/chat_store';
import { isComposing } from '../../shared/composition';
import { attribute, make } from './dom';
import { icon, iconButton, type IconName } from './icons';
import type { Standing } from './opening';

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
  readonly #again: () => void;
  #listening = false;
  #ticking: ReturnType<typeof setTimeout> | undefined;

  /** `again` shows the state once more. */
  constructor(chat: Chat, again: () => void) {
    this.#chat = chat;
    this.#again = again;
    this.field = make('textarea', {
      rows: '1',
      'aria-label': 'Write a message',
      placeholder: 'Write a message',
      maxlength: String(longest),
      oninput: () => this.#typed(),
      onkeydown: (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || event.shiftKey || isComposing(event)) return;
        event.preventDefault();
        this.#submit();
      },
    });
    this.#send = iconButton('send', 'Send', { class: 'icb go', type: 'submit' });
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

  show(state: ChatState, standing: Standing): void {
    this.field.placeholder = standing.placeholder;
    this.field.disabled = state.phase === 'refused';
    this.#showLeft(state, standing);
    const { wait } = standing;
    const trouble = wait || state.trouble;
    const text = trouble || (this.#human.hidden ? '' : 'AI answers can be wrong');
    if (this.#aside.textContent !== text) this.#aside.textContent = text;
    this.#aside.className = trouble ? 'bad' : '';
    clearTimeout(this.#ticking);
    if (wait) this.#ticking = setTimeout(this.#again, 1000);
  }

  #showLeft(state: ChatState, { left, ask }: Standing): void {
    const status: Standing['left'] = this.#listening ? ['mic', 'Listening\u2026'] : left;
    const asks = status === null && state.phase === 'ready';
    const hadFocus = (this.element.getRootNode() as ShadowRoot).activeElement === this.#human;
    this.#human.hidden = !asks;
    attribute(this.#human, 'aria-disabled', state.asking ? 'true' : null);
    replaceIfChanged(this.#human, ...ask);
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

  /** Null where the browser has no speech recognition. */
  #microphone(): HTMLButtonElement | null {
    if (!('SpeechRecognition' in window || 'webkitSpeechRecognition' in window)) return null;
    const button = iconButton('mic', 'Speak your message', {
      'aria-pressed': 'false',
      onclick: () => void toggle(),
    });
    const failed = (trouble: string) => this.#chat.showTrouble(trouble);
    const toggle = async () => {
      try {
        const { toggleSpeech } = await import('../parts/speech_input');
        toggleSpeech({ field: this.field, button, typed: () => this.#typed(), failed, listening });
      } catch {
        failed('The microphone didn\u2019t start.');
      }
    };
    const listening = (now: boolean) => {
      this.#listening = now;
      this.#again();
    };
    return button;
  }
}

function replaceIfChanged(element: HTMLElement, name: IconName, text: string): void {
  if (element.dataset['says'] === name + text) return;
  element.dataset['says'] = name + text;
  element.replaceChildren(icon(name, 'm'), text);
}
