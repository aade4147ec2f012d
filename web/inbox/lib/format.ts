/** Times, names and addresses as the interface writes them. Pure; `now` is always given. */

import type { LeadSource } from '../../shared/wire';
import { isolated } from './bidi';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number) => String(value).padStart(2, '0');

export function clockTime(at: number): string {
  const date = new Date(at);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

export function clockTimeWithSeconds(at: number): string {
  return `${clockTime(at)}:${two(new Date(at).getSeconds())}`;
}

/** `01:12`; an hour and more as `1 h 05`. */
export function stopwatch(milliseconds: number): string {
  const passed = Math.max(0, milliseconds);
  if (passed >= hour)
    return `${Math.floor(passed / hour)} h ${two(Math.floor((passed % hour) / minute))}`;
  return `${two(Math.floor(passed / minute))}:${two(Math.floor((passed % minute) / second))}`;
}

/** How long something took: `40 s`, `7 min`, `2 h`, `3 days`. */
export function span(milliseconds: number): string {
  const passed = Math.max(0, milliseconds);
  if (passed < minute) return `${Math.round(passed / second)} s`;
  if (passed < hour) return `${Math.round(passed / minute)} min`;
  if (passed < day) return `${Math.round(passed / hour)} h`;
  const days = Math.round(passed / day);
  return days === 1 ? '1 day' : `${days} days`;
}

/** A row's time: `now`, `18 min`, `3 h`, `Thu`, `14 Nov`, `14 Nov 2025`. */
export function ago(at: number, now: number): string {
  const passed = now - at;
  if (passed < minute) return 'now';
  if (passed < hour) return `${Math.floor(passed / minute)} min`;
  if (passed < 12 * hour || dayNumber(at) === dayNumber(now))
    return `${Math.floor(passed / hour)} h`;
  if (passed < 6 * day) return weekdays[new Date(at).getDay()] ?? '';
  return shortDate(at, now);
}

/** `Today, Fri 20 Nov`, `Yesterday, Thu 19 Nov`, `Mon 16 Nov`, `Mon 16 Nov 2025`. */
export function dayName(at: number, now: number): string {
  const date = new Date(at);
  const name = `${weekdays[date.getDay()]} ${date.getDate()} ${months[date.getMonth()]}`;
  const back = dayNumber(now) - dayNumber(at);
  if (back === 0) return `Today, ${name}`;
  if (back === 1) return `Yesterday, ${name}`;
  return date.getFullYear() === new Date(now).getFullYear()
    ? name
    : `${name} ${date.getFullYear()}`;
}

/** `14:03` today, `Thu 19 Nov 14:03` on another day. */
export function moment(at: number, now: number): string {
  if (dayNumber(at) === dayNumber(now)) return clockTime(at);
  const date = new Date(at);
  return `${weekdays[date.getDay()]} ${date.getDate()} ${months[date.getMonth()]} ${clockTime(at)}`;
}

/** `14:03` today, `Thu 14:03` this week, then `2 Nov`, `2 Nov 2025`. */
export function dayOrTime(at: number, now: number): string {
  const back = dayNumber(now) - dayNumber(at);
  if (back === 0) return clockTime(at);
  if (back > 0 && back < 7) return `${weekdays[new Date(at).getDay()]} ${clockTime(at)}`;
  return shortDate(at, now);
}

function shortDate(at: number, now: number): string {
  const date = new Date(at);
  const short = `${date.getDate()} ${months[date.getMonth()]}`;
  return date.getFullYear() === new Date(now).getFullYear()
    ? short
    : `${short} ${date.getFullYear()}`;
}

/** The number of the local calendar day: equal for two times on the same day. */
export function dayNumber(at: number): number {
  const date = new Date(at);
  return Math.floor(Date.UTC(date.getFullYear(), date.getMonth(), date.getDate()) / day);
}

/** The first word of a person's name, to stand in a sentence. A label such as `Visitor 4K7Q` and an address stay whole. */
export function shortName(name: string): string {
  if (/^Visitor [0-9A-Z]{4}$/.test(name)) return name;
  return isolated(name.trim().split(/\s+/)[0] ?? name);
}

export function possessive(name: string): string {
  return `${name}’s`;
}

/** The path of a page, such as `/grinders/hand`; the host for the front page. */
export function pageName(url: string): string {
  try {
    const parsed = new URL(url);
    const path = decodeURIComponent(parsed.pathname).replace(/\/+$/, '');
    return path === '' ? parsed.host : path;
  } catch {
    return url;
  }
}

/** The URL if it is safe to link to, else null. */
export function safeLink(url: string | null): string | null {
  return url !== null && /^(https?:\/\/|\/(?!\/))/i.test(url) ? url : null;
}

/** A count in a badge: it never grows beyond two digits and a sign. */
export function count(value: number): string {
  return value > 99 ? '99+' : String(value);
}

/** What made the lead's form come up. */
export function triggerLabel(source: LeadSource, by: string): string {
  return source === 'intent' ? `“${isolated(by)}” in a message` : `Rule “${isolated(by)}”`;
}

/** `delivery_address` as `Delivery address`. */
export function fieldLabel(name: string): string {
  const spaced = name.replaceAll(/[_-]+/g, ' ').trim();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}
