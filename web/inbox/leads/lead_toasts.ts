/**
 * How captured leads are announced: by screen reader, as toasts, and by the operating system while
 * the page is in the background.
 */

import type { Lead } from '../../shared/wire';
import type { Router } from '../app/router.svelte';
import type { DesktopNotifications } from '../app/toasts/desktop_notifications.svelte';
import type { Toasts } from '../app/toasts/toasts.svelte';
import { leadName } from '../conversations/names';
import { isolated } from '../lib/bidi';
import type { Tab } from '../list/rows';

export interface LeadToastsDeps {
  toasts: Toasts;
  desktop: DesktopNotifications;
  router: Router;
  showTab(tab: Tab): void;
}

/** More at once, such as after a night, share one toast. */
const mostToasts = 4;

export function showLeadToasts(deps: LeadToastsDeps, leads: readonly Lead[]): void {
  const unseen = leads.filter((lead) => !isInFront(deps, lead));
  if (unseen.length > mostToasts) showTogether(deps, unseen);
  else for (const lead of unseen) showLead(deps, lead);
}

function isInFront({ router }: LeadToastsDeps, lead: Lead): boolean {
  const shown =
    router.page === 'inbox' &&
    lead.conversation_id !== null &&
    lead.conversation_id === router.conversation;
  return shown && document.visibilityState === 'visible';
}

function showLead({ toasts, desktop, router }: LeadToastsDeps, lead: Lead): void {
  const title = `New lead: ${isolated(leadName(lead))}`;
  const open = () =>
    router.open(lead.conversation_id, lead.conversation_id === null ? lead.id : null);
  toasts.say(title);
  toasts.show('lead', title, lead.name === null ? '' : lead.email, { label: 'Open', run: open });
  desktop.show(title, lead.email, `takeover-lead-${lead.id}`, open);
}

function showTogether(deps: LeadToastsDeps, leads: readonly Lead[]): void {
  const title = `${leads.length} new leads`;
  const show = () => {
    deps.router.go('inbox');
    deps.showTab('leads');
  };
  deps.toasts.say(title);
  deps.toasts.show('lead', title, leads.slice(-3).map((lead) => isolated(leadName(lead))).join(', '), {
    label: 'Show',
    run: show,
  });
  deps.desktop.show(title, '', 'takeover-leads', show);
}
