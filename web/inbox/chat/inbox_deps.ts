/** What a conversation needs of the app around it. */

import type { Clock } from '../lib/clock.svelte';
import type { Connection } from '../app/connection.svelte';
import type { Lists } from '../list/lists.svelte';
import type { Toasts } from '../app/toasts/toasts.svelte';
import type { OpenConversation } from './open_conversation.svelte';
import type { EntityCache } from '../conversations/entity_cache.svelte';

export interface InboxDeps {
  clock: Clock;
  connection: Connection;
  cache: EntityCache;
  lists: Lists;
  toasts: Toasts;
  /** The sends that wait have changed. */
  sendsChanged(conversation: OpenConversation): void;
}
