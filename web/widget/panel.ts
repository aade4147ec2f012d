/** Mounts the panel beside the launcher: the chat and its view. Loaded when it is needed. */

import { Chat } from './chat/chat';
import { isolate } from './isolation';
import type { Panel, Shell } from './shell';
import { PersistedState } from './state/persisted_state';
import { View } from './view/view';

export function mount(shell: Shell): Panel {
  let due = false;
  const persisted = new PersistedState(shell.agentId, shell.accent);
  const chat: Chat = new Chat(shell, persisted, () => {
    if (due) return;
    due = true;
    queueMicrotask(() => {
      due = false;
      view.show();
    });
  });
  const view = new View(shell, chat);
  chat.invite = () => view.invite();
  isolate(shell.host.element, shell.host.shadow);
  const signal = { signal: shell.over };
  const check = () => document.hidden || chat.checkNow();
  for (const name of ['online', 'offline', 'pageshow']) addEventListener(name, check, signal);
  document.addEventListener('visibilitychange', check, signal);
  const kept = ({ key }: StorageEvent) => key === persisted.key && chat.storageChanged();
  addEventListener('storage', kept, signal);
  shell.over.addEventListener('abort', () => chat.leave());
  return {
    get isOpen() {
      return view.isOpen;
    },
    open: (how) => view.open(how),
    close: () => view.close(),
    invite: () => view.invite(),
    resume: () => void chat.start(),
    pageMoved: () => chat.pageMoved(),
    putBack: () => view.putBack(),
  };
}
