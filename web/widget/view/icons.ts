/** The panel's icons by name. Those of a conversation come with it. */

import type { conversationIcons } from '../parts/conversation_icons';
import { make } from './dom';
import { chatPath, drawing, type Size } from './drawing';

const paths = {
  chat: chatPath,
  down: 'm4.6 6.4 3.4 3.4 3.4-3.4',
  bot: 'M5 5.2h6a2 2 0 0 1 2 2V11a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7.2a2 2 0 0 1 2-2M8 2.6v2.6M6.1 8.5v1.2M9.9 8.5v1.2M1.4 8.2v2M14.6 8.2v2',
  person:
    'M5.3 5.2a2.7 2.7 0 1 0 5.4 0 2.7 2.7 0 1 0-5.4 0M2.9 13.6c.4-2.7 2.4-4.1 5.1-4.1s4.7 1.4 5.1 4.1',
  close: 'm4.2 4.2 7.6 7.6M11.8 4.2l-7.6 7.6',
  right: 'm6.4 4.6 3.4 3.4-3.4 3.4',
  more: 'M3.6 7.4a.6.6 0 1 0 .01 0M8 7.4a.6.6 0 1 0 .01 0M12.4 7.4a.6.6 0 1 0 .01 0',
  send: 'M8 13V3.4M3.9 7.3 8 3.2l4.1 4.1',
  mic: 'M6 4a2 2 0 0 1 4 0v3a2 2 0 0 1-4 0zM3.6 7.6a4.4 4.4 0 0 0 8.8 0M8 12v2',
};

type More = typeof conversationIcons;
export type IconName = keyof typeof paths | keyof More;

const known: Partial<Record<IconName, string>> = paths;

export function addIcons(more: More): void {
  Object.assign(known, more);
}

export const icon = (name: IconName, size: Size = 'n'): SVGSVGElement =>
  drawing(known[name] ?? '', size);

/** A button that is an icon alone; `more` are further attributes. */
export const iconButton = (
  name: IconName,
  label: string,
  more: Parameters<typeof make>[1],
): HTMLButtonElement =>
  make(
    'button',
    { class: 'icb', type: 'button', 'aria-label': label, title: label, ...more },
    icon(name),
  );
