/** What the menu of the panel's head has. Loaded when it is opened. */

import { safeHref } from '../../shared/links';
import { make } from '../view/dom';
import styles from './menu.css?inline';

export { styles };

export function menuItems(privacyUrl: string | null, clear: () => void): Node[] {
  const href = privacyUrl === null ? null : safeHref(privacyUrl, location.href);
  const items: Node[] = [make('button', { type: 'button', onclick: clear }, 'Clear conversation')];
  if (href !== null)
    items.push(make('a', { href, target: '_blank', rel: 'noopener noreferrer' }, 'Your data'));
  return items;
}
