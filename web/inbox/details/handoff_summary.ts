/**
 * What a member who takes over needs to know first. A snapshot of the moment when help was
 * requested or a member took over; live while the bot answers. Derived from the loaded entries
 * alone. Pure.
 */

import type { Conversation, Entry } from '../../shared/wire';

export interface HandoffSummary {
  asOf: { when: number; what: 'asked' | 'lapsed' | 'claimed'; who: string | null } | null;
  lastQuestion: string | null;
  askedBy: 'button' | 'phrase' | 'offer' | 'rule' | 'lapse' | 'asked' | null;
  /** The rule's name, if a rule requested the human. */
  rule: string | null;
  /**
   * Milliseconds between request and claim; null without a request. `waitingSince` while still
   * waiting.
   */
  wait: number | null;
  waitingSince: number | null;
  /** The agent's confidence in its last answer before that, 0…1. */
  confidence: number | null;
  /** That answer was under the agent's threshold. */
  unsure: boolean;
}

export function handoffSummaryOf(
  entries: readonly Entry[],
  conversation: Conversation,
): HandoffSummary {
  const { queued, claimed } = turn(entries, conversation);
  const edge = queued ?? claimed;
  const before = edge === null ? entries : entries.filter((entry) => entry.seq < edge.seq);
  const question = before.findLast((entry) => entry.kind === 'message' && entry.role === 'visitor');
  const answer = before.findLast((entry) => entry.kind === 'message' && entry.role === 'agent');
  const askedAt = queued === null ? null : Date.parse(queued.created_at);
  return {
    asOf: edge === null ? null : {
      when: Date.parse(edge.created_at),
      what: queued === null ? 'claimed' : queued.meta.reason === 'lapse' ? 'lapsed' : 'asked',
      who: queued === null ? (edge.author?.name ?? null) : null,
    },
    lastQuestion: question?.body ?? null,
    askedBy: queued === null ? null : askedBy(queued.meta.reason),
    rule: queued?.meta.reason === 'rule' ? (queued.meta.triggered_by ?? null) : null,
    wait: askedAt !== null && claimed !== null ? Date.parse(claimed.created_at) - askedAt : null,
    waitingSince: conversation.controller === 'queued' ? askedAt : null,
    confidence: answer?.meta.confidence ?? null,
    unsure: answer?.meta.offer_human === true,
  };
}

/** The request and the claim that led to the present state. */
function turn(
  entries: readonly Entry[],
  conversation: Conversation,
): { queued: Entry | null; claimed: Entry | null } {
  let queued: Entry | null = null;
  let claimed: Entry | null = null;
  if (conversation.controller === 'bot') return { queued, claimed };
  for (const entry of entries) {
    if (entry.kind === 'released' || entry.kind === 'lapsed') queued = claimed = null;
    else if (entry.kind === 'queued') queued = entry;
    else if (entry.kind === 'claimed') claimed ??= entry;
  }
  return { queued, claimed: conversation.controller === 'human' ? claimed : null };
}

function askedBy(reason: string | undefined): HandoffSummary['askedBy'] {
  if (reason === 'handoff') return 'button';
  return reason === 'phrase' || reason === 'offer' || reason === 'rule' || reason === 'lapse'
    ? reason
    : 'asked';
}
