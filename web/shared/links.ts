/**
 * Addresses of links that are made of data: the one place for it. What a visitor typed is a part of
 * an address, and stays one.
 */

/** The URL if it is safe to follow, else null: only http, https and mailto. */
export function safeHref(address: string, base?: string): string | null {
  try {
    const url = new URL(address, base);
    return /^(https?|mailto):$/.test(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/**
 * The beginning of an address in running text, up to what surely ends it: a blank, a quote, CJK or
 * Arabic punctuation, an invisible or direction mark. CJK text follows an address without a blank.
 */
export const addressRun =
  /(?:https?:\/\/|mailto:[^\s<>"@]+@)[^\s<>"\u200b\u200e\u200f\u201c-\u201f\u2026\u202a-\u202e\u2060-\u206f\u060c\u061b\u061f\u06d4\u0964\u0965\u3000-\u3004\u3008-\u3020\u3030\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65\ufeff]+/i
    .source;

/** Punctuation of the sentence around an address: it ends no address. */
const afterAddress = /[.,:;!?'`([{]|[^\P{P}\x00-\x7f]/u;

/**
 * The address at the start of such a run: up to a closing bracket without a partner, and without
 * the punctuation at its end.
 */
export function addressIn(run: string): string {
  const open: string[] = [];
  let end = 0;
  for (; end < run.length; end += 1) {
    const at = '([{)]}'.indexOf(run.charAt(end));
    if (at >= 3 && open.pop() !== '([{'[at - 3]) break;
    if (at >= 0 && at < 3) open.push(run.charAt(end));
  }
  while (afterAddress.test(run.charAt(end - 1))) end -= 1;
  return run.slice(0, end);
}

/** A link that writes to the address, and nothing else. Source: RFC 6068, section 2. */
export function mailLink(email: string): string {
  const at = email.lastIndexOf('@');
  if (at < 0) return `mailto:${encodeURIComponent(email)}`;
  return `mailto:${encodeURIComponent(email.slice(0, at))}@${encodeURIComponent(email.slice(at + 1))}`;
}

/** A link that calls the number: what is no part of one is left out. Null: none is left. */
export function phoneLink(phone: string): string | null {
  const digits = phone.replaceAll(/[^\d+*#]/g, '');
  return /\d/.test(digits) ? `tel:${encodeURIComponent(digits).replace(/^%2B/, '+')}` : null;
}

/** The inbox with this conversation open. */
export function conversationLink(id: string): string {
  return `/app/inbox?conversation=${encodeURIComponent(id)}`;
}
