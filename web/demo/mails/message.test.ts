import { describe, expect, it } from 'vitest';
import { framed, readMessage, withoutRepeats } from './message';

const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');

/** As the server writes it: lines of base 64 end after 76 characters. */
function message({ subject = 'New lead: Lou', text = 'text', html = '<p>html</p>' } = {}): string {
  const wrapped = (body: string) => base64(body).replace(/.{76}/g, '$&\r\n');
  const head = ['Content-Transfer-Encoding: base64', ''];
  return [
    'From: "Northline \\"Coffee\\"" <chat@northline.example>',
    'To: nora@northline.example',
    `Subject: ${subject}`,
    'Date: Wed, 9 Dec 2026 02:06:00 +0000',
    'Message-ID: <01JDPZ8W5R0000000000000000@northline.example>',
    'Content-Type: multipart/alternative; boundary="takeover-01J"',
    '',
    '--takeover-01J',
    'Content-Type: text/plain; charset=utf-8',
    ...head,
    wrapped(text),
    '--takeover-01J',
    'Content-Type: text/html; charset=utf-8',
    ...head,
    wrapped(html),
    '--takeover-01J--',
    '',
  ].join('\r\n');
}

describe('a message', () => {
  it('has its sender, recipient, subject, time and both texts', () => {
    const source = message();
    expect(readMessage(source)).toEqual({
      id: '01JDPZ8W5R0000000000000000',
      from: 'Northline "Coffee" <chat@northline.example>',
      to: 'nora@northline.example',
      subject: 'New lead: Lou',
      sentAt: Date.parse('2026-12-09T02:06:00Z'),
      text: 'text',
      html: '<p>html</p>',
      source,
    });
  });

  it('is read as it was written, beyond ASCII and over several lines', () => {
    const words = 'Ångström wrote “名前 😀” — and on it goes, longer than any line may be. '.repeat(4);
    const mail = readMessage(message({ text: words, html: `<p>${words}</p>` }));
    expect(mail.text).toBe(words);
    expect(mail.html).toBe(`<p>${words}</p>`);
  });

  it('joins the encoded words of a subject without the space between them', () => {
    const [left, right] = ['New lead: Søren ', 'Ångström'].map((part) => `=?UTF-8?B?${base64(part)}?=`);
    expect(readMessage(message({ subject: `${left}\r\n ${right}` })).subject).toBe(
      'New lead: Søren Ångström',
    );
  });

  it('of another form is shown without texts, and breaks nothing', () => {
    expect(readMessage('Subject: odd')).toMatchObject({ subject: 'odd', sentAt: 0, text: '', html: '' });
    expect(readMessage('')).toMatchObject({ id: '', subject: '', text: '', html: '' });
  });
});

it('a mail that came twice is shown once', () => {
  const [lou, kim] = ['Lou', 'Kim'].map((subject) => ({ ...readMessage(''), id: subject, subject }));
  if (lou === undefined || kim === undefined) throw new Error('two mails');
  expect(withoutRepeats([lou, kim, { ...lou, subject: 'again' }])).toEqual([lou, kim]);
});

describe('the frame', () => {
  it('opens links beside the page, whatever the markup is', () => {
    expect(framed('<!doctype html><html><body>x</body></html>')).toBe(
      '<!doctype html><html><head><base target="_blank"></head><body>x</body></html>',
    );
    expect(framed('<p>x</p>')).toBe('<base target="_blank"><p>x</p>');
  });
});
