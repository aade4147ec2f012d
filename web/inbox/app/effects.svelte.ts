/**
 * Effects of state changes: the title, read marks, screen reader announcements. Call during
 * component initialisation.
 */

import { untrack } from 'svelte';
import type { Sync } from './connection.svelte';
import type { Inbox } from './inbox.svelte';
import type { OpenConversation } from '../chat/open_conversation.svelte';
import { visitorName } from '../conversations/names';
import { isolated } from '../lib/bidi';
import { count, shortName } from '../lib/format';

export function watchTitle(inbox: Inbox): void {
  $effect(() => {
    const waiting = inbox.lists.counts.needs_human ?? 0;
    const names = {
      inbox: 'Inbox',
      conversations: 'Conversations',
      audit: 'Audit log',
      agent: 'Agent',
      members: 'Members',
      'live-chat': 'Business hours',
      delivery: 'Email and webhooks',
      login: 'Sign in',
    };
    document.title = `${waiting > 0 ? `(${count(waiting)}) ` : ''}${names[inbox.router.page]} · Takeover`;
  });
}

export function watchConversation(inbox: Inbox): void {
  // Whatever is on the screen counts as read.
  $effect(() => {
    const { open } = inbox;
    void inbox.clock.minute;
    const last = open?.timeline.entries.findLast((entry) => entry.role === 'visitor');
    const onScreen = document.visibilityState === 'visible';
    if (open === null || last === undefined || !onScreen) return;
    untrack(() => inbox.marks.saw(open.id, last.created_at));
  });

  // A visitor who left stays live for a while.
  $effect(() => {
    void inbox.clock.minute;
    untrack(() => inbox.lists.tick());
  });

  let before: { open: OpenConversation | null; turn: number | null } = { open: null, turn: null };
  $effect(() => {
    const { open } = inbox;
    const turn = open?.timeline.loaded ? (open.lastTurn?.entry.seq ?? 0) : null;
    const changed =
      open !== null &&
      open === before.open &&
      before.turn !== null &&
      turn !== null &&
      turn > before.turn;
    before = { open, turn };
    if (changed) untrack(() => sayTurn(inbox, open));
  });

  let wasOffline = false;
  $effect(() => {
    const sync: Sync | null = inbox.open?.sync ?? null;
    const { offline } = inbox.connection;
    untrack(() => {
      if (offline && !wasOffline) inbox.toasts.say('Offline');
      if (wasOffline && !offline && (sync === 'ok' || sync === null)) inbox.toasts.say('In sync');
    });
    if (offline) wasOffline = true;
    else if (sync !== 'catching') wasOffline = false;
  });

  let writing = false;
  $effect(() => {
    const { open } = inbox;
    const now = open !== null && open.timeline.writing !== null;
    const agent = open?.conversation?.agent.name;
    if (now && !writing && agent !== undefined)
      untrack(() => inbox.toasts.say(`${agent} is writing`));
    writing = now;
  });
}

function sayTurn(inbox: Inbox, open: OpenConversation): void {
  const turn = open.lastTurn;
  const conversation = open.conversation;
  if (turn === null || conversation === null) return;
  const { entry, heldBefore, waits } = turn;
  const { toasts } = inbox;
  const visitor = visitorName(conversation);
  const holder = shortName(entry.author?.name ?? 'Someone');
  const transferredBy = entry.meta.transferred_by;
  if (entry.kind === 'claimed' && transferredBy !== undefined) {
    const by = shortName(transferredBy.name);
    if (entry.author?.id === inbox.me) {
      toasts.show('done', `${by} transferred this to you`);
      toasts.say(`${visitor}: you hold this`);
    } else if (heldBefore?.id === inbox.me && transferredBy.id !== inbox.me) {
      toasts.show(
        'lost',
        `${by} transferred this to ${holder}`,
        'What you typed is kept as a draft.',
      );
      toasts.alert(`${by} transferred this to ${holder}. What you typed is kept as a draft.`);
    } else toasts.say(`${visitor}: held by ${holder}`);
  } else if (entry.kind === 'claimed') {
    if (entry.author?.id === inbox.me) toasts.say(`${visitor}: you hold this`);
    else if (entry.meta.forced_from?.id === inbox.me || heldBefore?.id === inbox.me) {
      toasts.show('lost', `${holder} took over from you`, 'What you typed is kept as a draft.');
      toasts.alert(`${holder} took over from you. What you typed is kept as a draft.`);
    } else toasts.say(`${visitor}: held by ${holder}`);
  } else if (entry.kind === 'lapsed' && heldBefore?.id === inbox.me) {
    // Who was away reads both entries at once, and the conversation may be read later; live, the
    // conversation comes first.
    const isQueued =
      waits || (conversation.epoch === entry.meta.epoch && conversation.controller === 'queued');
    const next =
      isQueued
        ? `${shortName(visitor)} is waiting for a human.`
        : `${isolated(conversation.agent.name)} is answering again.`;
    const title =
      entry.meta.reason === 'shift'
        ? 'Your hold ended: business hours were over'
        : 'Your hold ended: you were offline too long';
    toasts.show('lost', title, next);
    toasts.alert(`${title}. ${next}`);
  } else if (entry.kind === 'queued') {
    toasts.say(`${visitor} is waiting for a human`);
  } else {
    toasts.say(`Handed back to ${conversation.agent.name}`);
  }
}
