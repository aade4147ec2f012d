/**
 * The visitor's sends whose outcome is unknown: in the timeline, and kept over a change of page.
 * Sends nothing.
 */

import type { ChatStore } from '../state/chat_store';
import type { PersistedState } from '../state/persisted_state';
import { newId } from './ids';

export function addSend(store: ChatStore, persisted: PersistedState, body: string): void {
  const send = {
    client_id: newId(),
    kind: 'message' as const,
    body,
    created_at: new Date().toISOString(),
    state: 'waiting' as const,
    reason: null,
  };
  const { timeline } = store.state;
  store.update({ ...timeline, pending: [...timeline.pending, send] });
  persist(store, persisted);
}

export function persist(store: ChatStore, persisted: PersistedState): void {
  const pending = store.state.timeline.pending.map(({ state, ...send }) => ({
    ...send,
    state: state === 'failed' ? state : ('waiting' as const),
  }));
  persisted.set({ pending });
}
