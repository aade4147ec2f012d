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
