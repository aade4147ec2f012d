/** What a person is told of captured leads: said, shown as toasts, and by the operating system while this page is not in front. */

import type { Lead } from '../../shared/wire';
import type { Inbox } from '../app/inbox.svelte';
import { leadName } from '../list/rows';

/** More at once, as after a night, are told in one. */
const mostToasts = 4;

export function showLeadToasts(inbox: Inbox, leads: readonly Lead[]): void {
  const unseen = leads.filter((lead) => !isInFront(inbox, lead));
  if (unseen.length > mostToasts) tellOfMany(inbox, unseen);
  else for (const lead of unseen) tellOfOne(inbox, lead);
}

function isInFront({ router }: Inbox, lead: Lead): boolean {
  const shown = router.page === 'inbox' && lead.conversation_id !== null && lead.conversation_id === router.conversation;
  return shown && document.visibilityState === 'visible';
}

function tellOfOne({ toasts, desktop, router }: Inbox, lead: Lead): void {
  const title = `New lead: ${leadName(lead)}`;
  const open = () => router.open(lead.conversation_id, lead.conversation_id === null ? lead.id : null);
  toasts.say(title);
  toasts.show('lead', title, lead.name === null ? '' : lead.email, { label: 'Open', run: open });
  desktop.show(title, lead.email, `takeover-lead-${lead.id}`, open);
}

function tellOfMany(inbox: Inbox, leads: readonly Lead[]): void {
  const title = `${leads.length} new leads`;
  const show = () => {
    inbox.router.go('inbox');
    inbox.showTab('leads');
  };
  inbox.toasts.say(title);
  inbox.toasts.show('lead', title, leads.slice(-3).map(leadName).join(', '), { label: 'Show', run: show });
  inbox.desktop.show(title, '', 'takeover-leads', show);
}
