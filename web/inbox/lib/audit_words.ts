/** How a row of the audit log reads. Pure. */

import type { AuditCheck, AuditRow } from '../../shared/wire';

interface Known {
  words: string;
  icon: string;
}

export const knownActions: Readonly<Record<string, Known>> = {
  'conversation.claim': { words: 'Took over', icon: 'take' },
  'conversation.release': { words: 'Handed back', icon: 'back' },
  'conversation.transfer': { words: 'Transferred', icon: 'users' },
  'conversation.lapse': { words: 'Hold ended', icon: 'clock' },
  'conversation.delete': { words: 'Deleted', icon: 'trash' },
  'live_chat.update': { words: 'Changed business hours', icon: 'clock' },
  'agent.update': { words: 'Changed an agent', icon: 'sliders' },
  'agent.rules': { words: 'Changed an agent’s rules', icon: 'bolt' },
  'member.add': { words: 'Added a member', icon: 'users' },
  'member.role': { words: 'Changed a role', icon: 'users' },
  'member.remove': { words: 'Removed a member', icon: 'users' },
  'webhook.create': { words: 'Added a webhook', icon: 'bolt' },
  'webhook.pause': { words: 'Paused a webhook', icon: 'stop' },
  'webhook.resume': { words: 'Resumed a webhook', icon: 'bolt' },
  'webhook.delete': { words: 'Deleted a webhook', icon: 'trash' },
  'delivery.retry': { words: 'Retried a delivery', icon: 'retry' },
  'delivery.forget': { words: 'Removed a delivery', icon: 'x' },
};

/** An action of a newer server reads as its key. */
export function actionWords(action: string): Known {
  const known = knownActions[action];
  if (known !== undefined) return known;
  const words = action.replaceAll(/[._-]+/g, ' ');
  return { words: words.charAt(0).toUpperCase() + words.slice(1), icon: 'sliders' };
}

/** `2026-11-20 13:20:09.551`. */
export function utc(at: string): string {
  return at.replace('T', ' ').replace('Z', '');
}

/** The part of an id that tells it from others made about the same time. */
export function shortId(id: string): string {
  return id.length > 10 ? `…${id.slice(-8)}` : id;
}

/** `b6c02fd1 7a90e34c …`: sixteen groups would be too long for the eye; four say enough to compare. */
export function shortHash(hash: string): string {
  return hash === '' ? 'none (first entry)' : (hash.match(/.{8}/g) ?? [hash]).slice(0, 4).join(' ');
}

export function targetWords(row: AuditRow): string {
  if (row.target_name !== null) return row.target_name;
  return row.target_type.charAt(0).toUpperCase() + row.target_type.slice(1);
}

export function faultWords(fault: NonNullable<AuditCheck['fault']>): string {
  const row = `entry ${fault.position.toLocaleString('en')}`;
  if (fault.kind === 'removed') return `Chain broken: ${row} was removed`;
  return fault.kind === 'added' ? `Chain broken: ${row} was added` : `Chain broken at ${row}`;
}
