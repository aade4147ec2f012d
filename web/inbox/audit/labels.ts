/** Labels and texts of audit log rows. Pure. */

import { isolated } from '../lib/bidi';
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
  'agent.create': { words: 'Created an agent', icon: 'sliders' },
  'agent.import': { words: 'Imported documents', icon: 'page' },
  'lead.status': { words: 'Changed a lead’s status', icon: 'users' },
  'lead.delete': { words: 'Deleted a lead', icon: 'trash' },
  'session.sign_in': { words: 'Signed in', icon: 'lock' },
  'session.sign_in_failed': { words: 'Failed to sign in', icon: 'alert' },
  'session.sign_out': { words: 'Signed out', icon: 'lock' },
  'webhook.test': { words: 'Tested a webhook', icon: 'bolt' },
  'delivery.retry': { words: 'Retried a delivery', icon: 'retry' },
  'delivery.forget': { words: 'Removed a delivery', icon: 'x' },
};

/** An unknown action, from a newer server, is shown as its key. */
export function actionLabel(action: string): Known {
  const known = knownActions[action];
  if (known !== undefined) return known;
  const spaced = action.replaceAll(/[._-]+/g, ' ');
  return { words: spaced.charAt(0).toUpperCase() + spaced.slice(1), icon: 'sliders' };
}

/** `2026-11-20 13:20:09.551`. */
export function utc(at: string): string {
  return at.replace('T', ' ').replace('Z', '');
}

/** The random part of an id, which distinguishes it from ids of the same time. */
export function shortId(id: string): string {
  return id.length > 10 ? `…${id.slice(-8)}` : id;
}

/** `b6c02fd1 7a90e34c …`: shortened to what the eye can compare. */
export function shortHash(hash: string): string {
  return hash === '' ? 'none (first entry)' : (hash.match(/.{8}/g) ?? [hash]).slice(0, 4).join(' ');
}

export function targetLabel(row: AuditRow): string {
  if (row.target_name !== null) return row.target_name;
  return row.target_type.charAt(0).toUpperCase() + row.target_type.slice(1);
}

/** `role: member → admin`, one line for each value. */
export function detailLines(details: AuditRow['details']): string[] {
  return Object.entries(details ?? {}).map(([name, value]) => {
    const label = name.replaceAll(/[_-]+/g, ' ');
    if (typeof value !== 'object' || value === null) return `${label}: ${isolated(String(value))}`;
    const { old: before, new: now } = value as { old?: unknown; new?: unknown };
    return `${label}: ${isolated(String(before))} → ${isolated(String(now))}`;
  });
}

export function faultText(fault: NonNullable<AuditCheck['fault']>): string {
  const row = `entry ${fault.position.toLocaleString('en')}`;
  if (fault.kind === 'removed') return `Chain broken: ${row} was removed`;
  if (fault.kind === 'unproved') return `Not written with the key: ${row}`;
  return fault.kind === 'added' ? `Chain broken: ${row} was added` : `Chain broken at ${row}`;
}
