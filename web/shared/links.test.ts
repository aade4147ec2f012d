import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mailLink, phoneLink } from './links';

describe('links that are made of data', () => {
  it('writes to the address and to no other', () => {
    expect(mailLink("o'neil+shop@shop.example")).toBe("mailto:o'neil%2Bshop@shop.example");
    const link = new URL(mailLink('victim@shop.co?bcc=evil%40x.test&body=hi#now'));
    expect([link.search, link.hash]).toEqual(['', '']);
    expect(mailLink('no address')).toBe('mailto:no%20address');
  });

  it('calls a number and nothing else', () => {
    expect(phoneLink('+49 (0)30 / 12-34')).toBe('tel:+490301234');
    expect(phoneLink('12;ext=javascript:1?x')).toBe('tel:121');
    expect(phoneLink('none')).toBeNull();
  });

  it('is the only place that puts data into a scheme', () => {
    const root = new URL('../', import.meta.url);
    const sources = ['inbox', 'widget', 'shared'].flatMap((folder) =>
      readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
        .filter((name) => /(?<!\.test)\.(svelte|ts)$/.test(name))
        .map((name) => `${folder}/${name}`),
    );
    const offenders = sources.filter((name) => {
      const source = readFileSync(new URL(name, root), 'utf8');
      return name !== 'shared/links.ts' && /(mailto|tel|sms|javascript|data):\$?\{|[?&]\w+=\{|href="[a-z]+:[^"{]*\{/.test(source);
    });
    expect(offenders).toEqual([]);
  });
});
