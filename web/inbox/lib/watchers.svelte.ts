/** What is said and marked because something changed, whatever changed it. To be called while a component is made. */

import { untrack } from 'svelte';
import type { Inbox } from './inbox.svelte';
import type { OpenConversation, Sync } from './open_conversation.svelte';
import { visitorName } from './rows';
import { count, shortName } from './words';

export function watchTitle(inbox: Inbox): void {
  $effect(() => {
    const waiting = inbox.lists.counts.needs_human ?? 0;
    const names = {
      inbox: 'Inbox', conversations: 'Conversations', audit: 'Audit log', agent: 'Agent', members: 'Members', 'live-chat': 'Business hours',
      delivery: 'Email and webhooks', login: 'Sign in',
    };
    document.title = `${waiting > 0 ? `(${count(waiting)}) ` : ''}${names[inbox.place.page]} · Takeover`;
  });
}

export function watchConversation(inbox: Inbox): void {
  // What is on the screen is read.
  $effect(() => {
    const { open } = inbox;
    void inbox.clock.minute;
    const last = open?.timeline.entries.findLast((one) => one.role === 'visitor');
    const onScreen = document.visibilityState === 'visible';
    if (open === null || last === undefined || !onScreen) return;
    untrack(() => inbox.marks.saw(open.id, last.created_at));
  });

  // Who leaves the site stays live for a while, and then does not.
  $effect(() => {
    void inbox.clock.minute;
    untrack(() => inbox.lists.tick());
  });

  let before: { open: OpenConversation | null; turn: number | null } = { open: null, turn: null };
  $effect(() => {
    const { open } = inbox;
    const turn = open?.timeline.loaded ? (open.lastTurn?.entry.seq ?? 0) : null;
    const changed = open !== null && open === before.open && before.turn !== null && turn !== null && turn > before.turn;
    before = { open, turn };
    if (changed) untrack(() => sayTurn(inbox, open));
  });

  let wasOffline = false;
  $effect(() => {
    const sync: Sync | null = inbox.open?.sync ?? null;
    const { offline } = inbox.connection;
    untrack(() => {
      if (offline && !wasOffline) inbox.notices.say('Offline');
      if (wasOffline && !offline && (sync === 'ok' || sync === null)) inbox.notices.say('In sync');
    });
    if (offline) wasOffline = true;
    else if (sync !== 'catching') wasOffline = false;
  });

  let writing = false;
  $effect(() => {
    const { open } = inbox;
    const now = open !== null && open.timeline.writing !== null;
    const agent = open?.conversation?.agent.name;
    if (now && !writing && agent !== undefined) untrack(() => inbox.notices.say(`${agent} is writing`));
    writing = now;
  });
}

function sayTurn(inbox: Inbox, open: OpenConversation): void {
  const turn = open.lastTurn;
  const conversation = open.conversation;
  if (turn === null || conversation === null) return;
  const { entry, heldBefore } = turn;
  const { notices } = inbox;
  const visitor = visitorName(conversation);
  const who = shortName(entry.author?.name ?? 'Someone');
  const given = entry.meta.transferred_by;
  if (entry.kind === 'claimed' && given !== undefined) {
    const by = shortName(given.name);
    if (entry.author?.id === inbox.me) {
      notices.toast('done', `${by} transferred this to you`);
      notices.say(`${visitor}: you hold this`);
    } else if (heldBefore?.id === inbox.me && given.id !== inbox.me) {
      notices.toast('lost', `${by} transferred this to ${who}`, 'What you typed is kept as a draft.');
      notices.alert(`${by} transferred this to ${who}. What you typed is kept as a draft.`);
    } else notices.say(`${visitor}: held by ${who}`);
  } else if (entry.kind === 'claimed') {
    if (entry.author?.id === inbox.me) notices.say(`${visitor}: you hold this`);
    else if (entry.meta.forced_from?.id === inbox.me || heldBefore?.id === inbox.me) {
      notices.toast('lost', `${who} took over from you`, 'What you typed is kept as a draft.');
      notices.alert(`${who} took over from you. What you typed is kept as a draft.`);
    } else notices.say(`${visitor}: held by ${who}`);
  } else if (entry.kind === 'lapsed' && heldBefore?.id === inbox.me) {
    const next = conversation.controller === 'queued' ? `${shortName(visitor)} is waiting for a human.` : `${conversation.agent.name} is answering again.`;
    const words = entry.meta.reason === 'shift' ? 'Your hold ended: business hours were over' : 'Your hold ended: you were offline too long';
    notices.toast('lost', words, next);
    notices.alert(`${words}. ${next}`);
  } else if (entry.kind === 'queued') {
    notices.say(`${visitor} is waiting for a human`);
  } else {
    notices.say(`Handed back to ${conversation.agent.name}`);
  }
}
