/** Runs the action of a keyboard shortcut. An action that is not possible says why. */

import type { Inbox } from '../inbox.svelte';
import { tabs } from '../../list/rows';
import type { Action } from './shortcuts';
import { focusOn } from '../../lib/focus';
import { shortName } from '../../lib/format';

export interface Dialogs {
  help(): void;
  force(): void;
}

/** True if the key was handled, including with a refusal. */
export function runAction(inbox: Inbox, action: Action, dialogs: Dialogs): boolean {
  switch (action) {
    case 'next':
    case 'previous':
      return step(inbox, action === 'next' ? 1 : -1);
    case 'tab-1':
    case 'tab-2':
    case 'tab-3':
    case 'tab-4':
      inbox.showTab(tabs[Number(action.slice(4)) - 1] ?? 'leads');
      return true;
    case 'longest-wait':
      return longestWait(inbox);
    case 'search':
      void focusOn('search');
      return true;
    case 'take-over':
      return takeOver(inbox, dialogs);
    case 'hand-back':
      return handBack(inbox);
    case 'reply':
    case 'note':
      return write(inbox, action);
    case 'status':
      return status(inbox);
    case 'details':
      inbox.details.toggle();
      return true;
    case 'open-notice':
      return openNotice(inbox);
    case 'help':
      dialogs.help();
      return true;
    case 'escape':
      return escape(inbox);
  }
}

/** The shortcuts that also work on the table pages. */
export function runTableAction(
  inbox: Inbox,
  action: Action,
  dialogs: Pick<Dialogs, 'help'>,
): boolean {
  if (action === 'search') void focusOn('search');
  else if (action === 'open-notice') openNotice(inbox);
  else if (action === 'help') dialogs.help();
  else if (action === 'escape' && inbox.toasts.shown[0] !== undefined)
    inbox.toasts.dismiss(inbox.toasts.shown[0].id);
  else if (action === 'escape' && inbox.index.selected.size > 0) inbox.index.selected.clear();
  else return false;
  return true;
}

function openNotice(inbox: Inbox): true {
  const notice = inbox.toasts.shown.find((toast) => toast.action !== null);
  if (notice === undefined || notice.action === null)
    return refuse(inbox, 'No notification to open');
  notice.action.run();
  inbox.toasts.dismiss(notice.id);
  return true;
}

function refuse(inbox: Inbox, reason: string): true {
  inbox.toasts.show('done', reason);
  inbox.toasts.say(reason);
  return true;
}

const nothingOpen = 'Open a conversation first';

function step(inbox: Inbox, by: 1 | -1): boolean {
  const { rows } = inbox.lists;
  const { conversation, lead } = inbox.router;
  const at = rows.findIndex((row) =>
    row.conversationId === null ? row.leadId === lead : row.conversationId === conversation,
  );
  const row = rows[at === -1 ? 0 : at + by];
  if (row === undefined)
    return refuse(
      inbox,
      rows.length === 0
        ? 'The list is empty'
        : by === 1
          ? 'This is the last one'
          : 'This is the first one',
    );
  inbox.select(row);
  document.querySelector<HTMLElement>(`[data-key="${row.key}"] a`)?.focus();
  document.querySelector(`[data-key="${row.key}"]`)?.scrollIntoView({ block: 'nearest' });
  return true;
}

function longestWait(inbox: Inbox): boolean {
  const waiting = inbox.lists.nextWaiting;
  if (waiting === null) return refuse(inbox, 'No one is waiting');
  inbox.router.open(waiting.key, null);
  return true;
}

function takeOver(inbox: Inbox, dialogs: Dialogs): boolean {
  const conversation = inbox.open?.conversation ?? null;
  if (conversation === null) return refuse(inbox, nothingOpen);
  if (inbox.connection.offline) return refuse(inbox, 'You are offline');
  if (inbox.claims.holds(conversation)) return refuse(inbox, 'You already hold this');
  if (conversation.controller !== 'human') void inbox.claims.takeOver('ask');
  else if (inbox.mayManage) dialogs.force();
  else
    return refuse(
      inbox,
      `Only admins and owners can take over from ${shortName(conversation.claimed_by?.name ?? 'another member')}`,
    );
  return true;
}

function handBack(inbox: Inbox): boolean {
  const conversation = inbox.open?.conversation ?? null;
  if (conversation === null) return refuse(inbox, nothingOpen);
  if (inbox.connection.offline) return refuse(inbox, 'You are offline');
  if (!inbox.claims.holds(conversation)) return refuse(inbox, 'You don’t hold this');
  void inbox.claims.handBack();
  return true;
}

function write(inbox: Inbox, kind: 'reply' | 'note'): boolean {
  const conversation = inbox.open?.conversation ?? null;
  if (conversation === null) return refuse(inbox, nothingOpen);
  if (kind === 'reply' && !inbox.claims.holds(conversation))
    return refuse(inbox, 'Take over to reply');
  inbox.composer = kind;
  void focusOn(kind);
  return true;
}

function status(inbox: Inbox): boolean {
  const lead = inbox.open?.conversation?.lead?.id ?? inbox.router.lead;
  const selects =
    lead === null || lead === undefined
      ? []
      : [...document.querySelectorAll<HTMLSelectElement>(`select[data-status="${lead}"]`)];
  const shown = selects.find((select) => select.checkVisibility());
  if (shown === undefined) return refuse(inbox, 'This conversation has no lead');
  shown.focus();
  return true;
}

/**
 * In this order: closes an overlay, leaves the text field, dismisses a toast, goes back to the row
 * in the list. Only there it closes the conversation, and that can be taken back.
 */
function escape(inbox: Inbox): boolean {
  if (inbox.details.drawer) {
    inbox.details.hide();
    return true;
  }
  const active = document.activeElement;
  if (active instanceof HTMLTextAreaElement) {
    void focusOn('log');
    return true;
  }
  if (inbox.toasts.shown[0] !== undefined) {
    inbox.toasts.dismiss(inbox.toasts.shown[0].id);
    return true;
  }
  const { conversation, lead } = inbox.router;
  if (conversation === null && lead === null) return false;
  if (toList()) return true;
  inbox.router.close();
  inbox.toasts.show('done', 'Conversation closed', '', {
    label: 'Open again',
    run: () => inbox.router.open(conversation, lead),
  });
  inbox.toasts.say('Conversation closed');
  return true;
}

/** True if the focus came from elsewhere; on a narrow screen the list is not there. */
function toList(): boolean {
  const list = document.querySelector<HTMLElement>('[data-pane="list"]');
  if (list === null || !list.checkVisibility() || list.contains(document.activeElement)) return false;
  const row =
    list.querySelector<HTMLElement>('a.open[aria-current]') ?? document.getElementById('list-panel');
  row?.focus();
  return true;
}
