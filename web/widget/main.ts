/** Starts the widget for the script tag that loaded it: `<script async src=".../widget/widget.js" data-agent-id="...">`. */

import { Chat } from './chat';
import { Memory } from './memory';
import { View } from './view';

const tag = document.currentScript as HTMLScriptElement | null;

function start(origin: string, agentId: string, accent: string | null): void {
  const id = `takeover-widget-${agentId}`;
  if (document.getElementById(id)) return;
  const host = document.createElement('div');
  host.id = id;
  // The page's own rules must not reach the host either; an inline `!important` is what they cannot outdo.
  host.style.setProperty('all', 'initial', 'important');
  const memory = new Memory(agentId, accent);
  let due = false;
  const chat: Chat = new Chat(origin, agentId, memory, () => {
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
  addEventListener('storage', (event) => event.key === memory.key && chat.storageChanged());
  chat.invite = () => view.invite();
  if (memory.open) view.open('by page');
  else if (chat.resumable) void chat.start();
  else void chat.watchPage();
}

const agentId = tag?.dataset['agentId'];
if (!tag || !agentId) {
  console.error('Takeover: the script tag needs a data-agent-id and cannot be a module.');
} else {
  const { origin } = new URL(tag.src);
  // There is no conversation before somebody opens the chat, or a rule does: until then the tag says what colour the button has.
  const begin = () => start(origin, agentId, tag.dataset['accent'] ?? null);
  if (document.body) begin();
  else addEventListener('DOMContentLoaded', begin, { once: true });
}
