/** Says whether a visitor is on the site. Pure. */

import { clockTime, dayNumber, dayOrTime } from '../lib/format';

export interface Presence {
  online: boolean;
  /** Since when they are not; null if they are, or if it is not known. */
  leftAt: number | null;
}

export function presenceOf(visitor: { online: boolean; left_at: string | null }): Presence {
  return {
    online: visitor.online,
    leftAt: visitor.left_at === null ? null : Date.parse(visitor.left_at),
  };
}

/** `On the site now`, `Not on the site since 14:02`, `Not on the site`. */
export function presenceText({ online, leftAt }: Presence, now: number): string {
  if (online) return 'On the site now';
  return leftAt === null ? 'Not on the site' : `Not on the site since ${dayOrTime(leftAt, now)}`;
}

/** The same of somebody who is away, for a narrow place: `Left 14:02`, `Not on the site`. */
export function awayText(leftAt: number | null, now: number): string {
  return leftAt === null ? 'Not on the site' : `Left ${dayOrTime(leftAt, now)}`;
}

/** What a reply to somebody who is away comes to. */
export function unreadText(name: string, { leftAt }: Presence, now: number): string {
  if (leftAt === null) return `${name} isn’t on the site. Replies wait here.`;
  return `${name} left the site ${leftWhen(leftAt, now)}. Replies wait here.`;
}

/** Who asked for a human and did not stay. */
export function askedAndLeftText(name: string, { leftAt }: Presence, now: number): string {
  const left = leftAt === null ? 'isn’t on the site' : `left the site ${leftWhen(leftAt, now)}`;
  return `${name} asked for a human and ${left}.`;
}

function leftWhen(leftAt: number, now: number): string {
  return dayNumber(leftAt) === dayNumber(now)
    ? `at ${clockTime(leftAt)}`
    : `on ${dayOrTime(leftAt, now)}`;
}

/**
 * True if a message of this time cannot have reached the visitor. Where it is not known when they
 * left, their own last message is the last sign of them.
 */
export function isUnseen(presence: Presence, sentAt: number, lastSign: number | null): boolean {
  return !presence.online && sentAt > (presence.leftAt ?? lastSign ?? Number.POSITIVE_INFINITY);
}
