/** The box of a visitor who waits for a human. Loaded when one does. */

import { make } from '../view/dom';
import { icon } from '../view/icons';
import type { Item } from '../view/item';
import styles from './waiting.css?inline';

export { styles };

/** The bar fills over two minutes from the request, across page loads. */
export function waitingBox({ since, told, notified }: Extract<Item, { kind: 'queued' }>): Node[] {
  const bar = make('i');
  const waited =
    since === null ? 0 : Math.min(120, Math.max(0, (Date.now() - Date.parse(since)) / 1000));
  bar.style.animationDelay = `-${waited.toFixed(1)}s`;
  const step = (name: 'check' | 'clock' | 'chat', text: string, done: boolean) =>
    make('li', done ? { class: 'done' } : {}, icon(name), text);
  return [
    make('div', { class: 'prog', 'aria-hidden': 'true' }, bar),
    make(
      'ul',
      { class: 'steps' },
      step(told ? 'check' : 'clock', notified, told),
      step('chat', 'Keep writing. Whoever joins will see it all.', false),
    ),
  ];
}
