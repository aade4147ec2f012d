/** The display names of leads and visitors. Pure. */

import type { Conversation, Lead } from '../../shared/wire';

export function leadName(lead: Lead): string {
  return lead.name ?? lead.email;
}

export function visitorName(conversation: Conversation): string {
  const { lead, visitor } = conversation;
  return lead?.name ?? visitor.name ?? lead?.email ?? visitor.email ?? visitor.label;
}
