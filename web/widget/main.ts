/**
 * Starts the widget for the script tag that loaded it: `<script async src=".../widget/widget.js"
 * data-agent-id="...">`.
 */

import { Chat } from './chat/chat';
import { PersistedState } from './state/persisted_state';
import { View } from './view/view';

const tag = document.currentScript as HTMLScriptElement | null;

function start(origin: string, agentId: string, accent: string | null): void {
  const id = `takeover-widget-${agentId}`;
  if (document.getElementById(id)) return;
  const host = document.createElement('div');
  host.id = id;
  // The page's styles must not apply to the host element either; they cannot override an inline
  // `!important`.
  host.style.setProperty('all', 'initial', 'important');
  const persisted = new PersistedState(agentId, accent);
  let due = false;
  const chat: Chat = new Chat(origin, agentId, persisted, () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      view.show();
    });
  });
  const view = new View(host, chat);
  document.body.append(host);
  const check = () => chat.checkNow();
  addEventListener('online', check);
  addEventListener('offline', check);
  addEventListener('pageshow', check);
  document.addEventListener('visibilitychange', () => document.hidden || check());
  addEventListener('storage', (event) => event.key === persisted.key && chat.storageChanged());
  chat.invite = () => view.invite();
  if (persisted.open) view.open('by page');
  else if (chat.resumable) void chat.start();
  else void chat.watchPage();
}

const agentId = tag?.dataset['agentId'];
if (!tag || !agentId) {
  console.error('Takeover: the script tag needs a data-agent-id and cannot be a module.');
} else {
  const { origin } = new URL(tag.src);
  // There is no conversation until the visitor or a rule opens the chat; until then the tag's
  // attribute sets the button's colour.
  const begin = () => start(origin, agentId, tag.dataset['accent'] ?? null);
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin, { once: true });
}
