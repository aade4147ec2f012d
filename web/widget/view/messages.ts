/**
 * The list of messages: reuses one element per item key, follows the bottom, signals new messages.
 * Makes no element of the list itself.
 */

import { toJson } from '../../shared/json';
import { make } from './dom';
import { icon } from './icons';
import type { Item } from './item';
import type { Renderer } from './opening';

interface Shown {
  element: HTMLElement;
  signature: string;
}

export class Messages {
  readonly log: HTMLElement;
  readonly pill: HTMLElement;
  readonly #focusLost: () => void;
  readonly #shown = new Map<string, Shown>();
  /** Set anew when it can do more: what is shown is then filled again. */
  #renderer: Renderer;
  /** The form that came up last: its head stays in sight until the visitor goes on. */
  #newForm: HTMLElement | null = null;

  /** `focusLost`: the focused element is gone; the field takes the focus. */
  constructor(renderer: Renderer, focusLost: () => void) {
    this.#renderer = renderer;
    this.#focusLost = focusLost;
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
      onwheel: () => (this.#newForm = null),
      ontouchmove: () => (this.#newForm = null),
      onkeydown: () => (this.#newForm = null),
    });
  }

  /** From the next `show` on everything is filled again, by this one. */
  refill(renderer: Renderer = this.#renderer): void {
    this.#renderer = renderer;
    for (const shown of this.#shown.values()) shown.signature = '';
  }

  show(items: readonly Item[]): void {
    const follows = this.#follows();
    const first = this.#shown.size === 0;
    const mine = items.some(
      (item) => item.kind === 'message' && item.role === 'visitor' && !this.#shown.has(item.key),
    );
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
      const signature = toJson(item);
      let shown = this.#shown.get(item.key);
      if (!shown) {
        shown = { element: this.#renderer.create(item), signature: '' };
        this.#shown.set(item.key, shown);
        grown ||= item.kind !== 'typing';
        if (item.kind === 'form') form = shown.element;
      }
      if (shown.signature !== signature) {
        shown.signature = signature;
        this.#renderer.fill(shown.element, item);
      }
      const sibling: Element | null = before
        ? before.nextElementSibling
        : this.log.firstElementChild;
      if (sibling !== shown.element) this.log.insertBefore(shown.element, sibling);
      before = shown.element;
    }
    if (mine) this.#newForm = null;
    else if (form && (!first || form === before)) this.#newForm = form;
    if (follows || mine || first) this.#follow();
    else if (grown) this.pill.hidden = false;
    if (!hadFocus || focused.isConnected) return;
    // If the focused element vanished, focus moves to the form that replaced it, else to the field.
    if (!form) return this.#focusLost();
    this.log.scrollTop = form.offsetTop - 8;
    // Its fields may not be there yet.
    const field = form.querySelector('input');
    if (field) field.focus({ preventScroll: true });
    else form.dataset['focus'] = '';
  }

  toBottom(): void {
    this.#newForm = null;
    this.#follow();
  }

  /** To the end, but no further than to the head of a form that has come up. */
  #follow(): void {
    const { log } = this;
    const head = this.#newForm?.isConnected ? this.#newForm.offsetTop - 8 : Infinity;
    log.scrollTop = Math.min(log.scrollHeight, head);
    this.pill.hidden = this.#atBottom() || this.#newForm === log.lastElementChild;
  }

  #follows(): boolean {
    const atForm = this.#newForm?.isConnected === true;
    return (atForm || this.#atBottom()) && !this.log.querySelector('form:focus-within');
  }

  #atBottom(): boolean {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 48;
  }
}
