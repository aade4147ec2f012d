/**
 * The entity cache: every lead and conversation that this browser knows, each in its newest
 * version, plus unconfirmed status changes.
 */

import { SvelteMap } from 'svelte/reactivity';
import type { Conversation, Lead, LeadStatus } from '../../shared/wire';

export class EntityCache {
  readonly conversations = new SvelteMap<string, Conversation>();
  readonly #leads = new SvelteMap<string, Lead>();
  /**
   * Tombstones: a stale answer must not bring a deleted conversation or lead back. Ids are never
   * reused.
   */
  readonly #dropped = new Set<string>();
  /** Optimistic statuses, chosen here and not confirmed yet. */
  readonly saving = new SvelteMap<string, LeadStatus>();

  conversation(id: string | null): Conversation | undefined {
    return id === null ? undefined : this.conversations.get(id);
  }

  lead(id: string | null): Lead | undefined {
    const lead = id === null ? undefined : this.#leads.get(id);
    const status = lead === undefined ? undefined : this.saving.get(lead.id);
    return lead !== undefined && status !== undefined ? { ...lead, status } : lead;
  }

  leadOf(conversation: Conversation): Lead | null {
    return this.lead(conversation.lead?.id ?? null) ?? conversation.lead;
  }

  /** Last writer by version: an answer older than what an event delivered meanwhile is ignored. */
  putConversation(conversation: Conversation): void {
    if (this.#dropped.has(conversation.id)) return;
    const known = this.conversations.get(conversation.id);
    const older =
      known !== undefined &&
      (conversation.epoch < known.epoch ||
        (conversation.epoch === known.epoch && conversation.last_seq < known.last_seq));
    if (older) return;
    const shown =
      conversation.lead !== null && this.#dropped.has(conversation.lead.id)
        ? { ...conversation, lead: null }
        : conversation;
    this.conversations.set(conversation.id, shown);
    if (shown.lead !== null) this.putLead(shown.lead);
  }

  putLead(lead: Lead): void {
    if (this.#dropped.has(lead.id)) return;
    const gone = lead.conversation_id !== null && this.#dropped.has(lead.conversation_id);
    this.#leads.set(lead.id, gone ? orphan(lead) : lead);
  }

  /** The lead is gone; its conversations stay without it. */
  dropLead(id: string): void {
    this.#dropped.add(id);
    this.#leads.delete(id);
    for (const conversation of this.conversations.values())
      if (conversation.lead?.id === id)
        this.conversations.set(conversation.id, { ...conversation, lead: null });
  }

  /** The conversation is gone; its lead stays without it. */
  dropConversation(id: string): void {
    this.#dropped.add(id);
    this.conversations.delete(id);
    for (const lead of this.#leads.values())
      if (lead.conversation_id === id) this.#leads.set(lead.id, orphan(lead));
  }
}

function orphan(lead: Lead): Lead {
  return { ...lead, conversation_id: null, controller: null, claimed_by: null, online: false, left_at: null };
}
