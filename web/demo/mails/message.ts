/**
 * Reads the messages that the server writes (RFC 5322, both texts in base 64), as a mail program
 * would. Knows no other form.
 */

export interface Mail {
  /** The left half of the Message-ID; the same for one mail at every look. */
  id: string;
  from: string;
  to: string;
  subject: string;
  /** Milliseconds; 0 if the message has no date. */
  sentAt: number;
  text: string;
  html: string;
  /** The message as a mail server would get it. */
  source: string;
}

function decodedBase64(encoded: string): string {
  const bytes = Uint8Array.from(atob(encoded.replace(/\s+/g, '')), (unit) => unit.charCodeAt(0));
  return new TextDecoder().decode(bytes);
}

/** Encoded words (RFC 2047); the space between two of them is not part of the text. */
function decodedWords(value: string): string {
  return value
    .replace(/(\?=)\s+(?==\?)/g, '$1')
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, encoded: string) => decodedBase64(encoded));
}

/** The name of each header in small letters, and its value on one line. */
function headersOf(head: string): Map<string, string> {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
}

function split(text: string): { headers: Map<string, string>; body: string } {
  const end = text.indexOf('\r\n\r\n');
  if (end === -1) return { headers: headersOf(text), body: '' };
  return { headers: headersOf(text.slice(0, end)), body: text.slice(end + 4) };
}

export function readMessage(source: string): Mail {
  const { headers, body } = split(source);
  const value = (name: string) => decodedWords(headers.get(name) ?? '');
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1);
  const content = (type: string) => {
    const part = parts.map((each) => split(each.replace(/^\r\n/, '')));
    const match = part.find((each) => each.headers.get('content-type')?.startsWith(type));
    return match === undefined ? '' : decodedBase64(match.body);
  };
  return {
    id: /^<([^@>]+)/.exec(value('message-id'))?.[1] ?? '',
    from: value('from').replace(/^"((?:[^"\\]|\\.)*)"/, (_, name: string) =>
      name.replace(/\\(.)/g, '$1'),
    ),
    to: value('to'),
    subject: value('subject'),
    sentAt: Date.parse(value('date')) || 0,
    text: content('text/plain'),
    html: content('text/html'),
    source,
  };
}

/** A mail that was handed over twice is one mail: the Message-ID says so. */
export const withoutRepeats = (mails: readonly Mail[]): Mail[] =>
  mails.filter(({ id }, at) => mails.findIndex((mail) => mail.id === id) === at);

/** The HTML for a frame without rights of its own: its links open beside this page. */
export function framed(html: string): string {
  const base = '<base target="_blank">';
  return html.includes('<html>') ? html.replace('<html>', `<html><head>${base}</head>`) : base + html;
}
