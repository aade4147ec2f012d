/** What a conversation needs of the app around it. */

import type { Clock } from './clock.svelte';
import type { Connection } from './connection.svelte';
import type { Lists } from './lists.svelte';
import type { Notices } from './notices.svelte';
import type { OpenConversation } from './open_conversation.svelte';
import type { Records } from './records.svelte';

export interface InboxDeps {
  clock: Clock;
  connection: Connection;
  records: Records;
  lists: Lists;
  notices: Notices;
  /** The sends that wait have changed. */
  sendsChanged(conversation: OpenConversation): void;
}
