/**
 * Subscribes to the workspace's channel and dispatches its events to the lists, the team and the
 * toasts. Owns the channel.
 */

import { shape, text } from '../../shared/fields';
import {
  conversationEvent,
  leadDeleted,
  leadEvent,
  memberUpdated,
  type Conversation,
  type Lead,
} from '../../shared/wire';
import type { Claims } from '../chat/claims.svelte';
import type { OpenConversations } from '../chat/open_conversations.svelte';
import type { ConversationIndex } from '../conversations/conversation_index.svelte';
import type { EntityCache } from '../conversations/entity_cache.svelte';
import { visitorName } from '../conversations/names';
import { isolated } from '../lib/bidi';
import type { Clock } from '../lib/clock.svelte';
import type { Lists } from '../list/lists.svelte';
import type { Team } from '../people/team.svelte';
import type { Connection } from './connection.svelte';
import type { Router } from './router.svelte';
import type { Toasts } from './toasts/toasts.svelte';

export interface WorkspaceEventsDeps {
  clock: Clock;
  connection: Connection;
  router: Router;
  toasts: Toasts;
  cache: EntityCache;
  lists: Lists;
  index: ConversationIndex;
  team: Team;
  claims: Claims;
  conversations: OpenConversations;
  /** The channel is joined; anything that happened before was not delivered as an event. */
  joined(): void;
  /** The connection was lost, or could not be made. */
  lost(): void;
  leadCaptured(): void;
  leadDeleted(id: string): void;
}

export class WorkspaceEvents {
  joined = $state(false);
  /** When it was first joined, by the server's clock. */
  #joinedAt = Number.POSITIVE_INFINITY;
  readonly #deps: WorkspaceEventsDeps;

  constructor(deps: WorkspaceEventsDeps) {
    this.#deps = deps;
  }

  /** Returns a function that leaves the channel. */
  start(workspaceId: string): () => void {
    const { connection, clock, conversations } = this.#deps;
    connection.onChange = (online) => {
      if (!online) {
        this.joined = false;
        this.#deps.lost();
      }
      conversations.connectionChanged(online);
    };
    const channel = connection.realtime.join(`private-workspace.${workspaceId}`, {
      joined: () => {
        this.joined = true;
        this.#joinedAt = Math.min(this.#joinedAt, Date.parse(clock.nowText()));
        this.#deps.joined();
      },
      event: (name, data) => this.#onEvent(name, data),
    });
    return () => channel.leave();
  }

  #onEvent(name: string, data: unknown): void {
    const { lists, team } = this.#deps;
    try {
      if (name === 'conversation.updated')
        this.#onConversation(conversationEvent(data).conversation);
      else if (name === 'lead.captured') this.#onCaptured(leadEvent(data).lead);
      else if (name === 'lead.updated') lists.onLead(leadEvent(data).lead, 'updated');
      else if (name === 'lead.deleted') this.#deps.leadDeleted(leadDeleted(data).lead_id);
      else if (name === 'member.updated') team.onMember(memberUpdated(data));
      else if (name === 'conversation.deleted')
        this.#onDeleted(shape({ conversation_id: text })(data).conversation_id);
    } catch (error) {
      console.warn('event not understood', name, error);
      void lists.refresh();
    }
  }

  #onConversation(conversation: Conversation): void {
    const { cache, lists, index, claims, toasts } = this.#deps;
    const before = cache.conversation(conversation.id);
    lists.onConversation(conversation);
    index.onConversation(conversation);
    const mine = claims.holds(conversation);
    const wasMine = before !== undefined && claims.holds(before);
    if (mine && !wasMine && this.#isRecent(conversation.claimed_at)) this.#becameMine(conversation);
    if (mine && conversation.shift?.asked_at && !before?.shift?.asked_at)
      this.#shiftEnded(conversation);
    if (conversation.controller === 'queued' && before?.controller !== 'queued')
      toasts.say(`${visitorName(conversation)} is waiting for a human`);
  }

  /** Excludes claims from before this page was opened that the lists had not loaded yet. */
  #isRecent(at: string | null): boolean {
    return at !== null && Date.parse(at) >= this.#joinedAt;
  }

  /**
   * A conversation was transferred to this member. The open conversation announces that itself; an
   * own takeover needs no toast.
   */
  #becameMine(conversation: Conversation): void {
    const { claims, conversations, team, toasts } = this.#deps;
    if (
      conversations.current?.id === conversation.id ||
      claims.claiming?.id === conversation.id ||
      team.takingNext
    )
      return;
    const name = isolated(visitorName(conversation));
    toasts.show('lost', `${name} is now yours`, '', this.#openAction(conversation));
    toasts.say(`${name}: you hold this`);
  }

  /** The open conversation asks in its banner; for others there is a toast. */
  #shiftEnded(conversation: Conversation): void {
    const { conversations, toasts } = this.#deps;
    const question = `Keep going with ${visitorName(conversation)}?`;
    toasts.alert(`Business hours have ended. ${question}`);
    if (conversations.current?.id === conversation.id) return;
    toasts.show('lost', 'Business hours have ended', question, this.#openAction(conversation));
  }

  #openAction({ id }: Conversation): { label: string; run: () => void } {
    return { label: 'Open', run: () => this.#deps.router.open(id, null) };
  }

  /**
   * The lists show it at once; the toast comes from the feed, which delivers each lead exactly
   * once.
   */
  #onCaptured(lead: Lead): void {
    this.#deps.lists.onLead(lead, 'captured');
    this.#deps.leadCaptured();
  }

  /** The open conversation gets its own event, which names the member who deleted it. */
  #onDeleted(id: string): void {
    const { conversations, index, lists } = this.#deps;
    index.onDeleted(id);
    if (conversations.current?.id === id && conversations.current.joined) return;
    conversations.onDeleted(id);
    lists.onDeleted(id);
  }
}
