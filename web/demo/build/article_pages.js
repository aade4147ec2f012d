// Makes a page of the demo shop from each document in demo/knowledge, in the frame of the shop's
// own page, so that what the agent cites can be opened. Run in web/, as `npm run build:demo` does.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { escape, inline, readDocument } from './markdown.js';

const documents = '../demo/knowledge';
const target = 'dist/demo';

const articleStyle = `
.article { display: grid; grid-template-columns: minmax(0, 1fr) 240px; gap: 64px; padding-top: 48px; padding-bottom: 64px; align-items: start }
.article > div { max-width: 68ch }
.article h1 { font: 700 clamp(1.75rem, 3.4vw, 2.5rem) / 1.15 var(--serif); margin-bottom: 20px; text-wrap: balance }
.article h2 { font-size: 1.25rem; margin: 32px 0 8px }
.article p { margin-bottom: 12px }
.article ul, .article ol { margin: 0 0 12px; padding-left: 24px; list-style: revert }
.article li { margin-bottom: 4px }
.article table { width: 100%; margin: 8px 0 16px; border-collapse: collapse; font-size: 0.9375rem; font-variant-numeric: tabular-nums }
.article th, .article td { padding: 8px 12px 8px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top }
.article nav { padding: 20px; border-radius: 6px; background: var(--sand); font-size: 0.875rem }
.article nav h2 { margin-top: 0; font-size: 1rem }
.article nav ul { padding: 0; list-style: none }
@media (max-width: 960px) {
  .article { grid-template-columns: minmax(0, 1fr); gap: 32px; padding-top: 32px }
}
`;

/**
 * The shop's page, with room for an article: its style in a file of its own, its basket left out,
 * its links leading back to it.
 */
function frame() {
  const page = readFileSync('demo/pages/index.html', 'utf8');
  const [, style] = /<style>\n([^]*?)<\/style>/.exec(page);
  const shell = page
    .replace(/<style>[^]*?<\/style>/, '<link rel="stylesheet" href="/demo/shop.css">')
    .replace(/<main id="main">[^]*<\/main>/, '<main id="main">{{ARTICLE}}</main>')
    .replace(/<button class="basket"[^]*?<\/button>\n?/, '')
    .replace(/<dialog[^]*<\/dialog>\n?/, '')
    .replace(/<script>[^]*?<\/script>\n?/, '')
    .replace(/href="#(?!main)/g, 'href="/demo#')
    .replace(/class="mark" href="#main"/, 'class="mark" href="/demo"')
    .replace('Skip to the shop', 'Skip to the text');
  return { style, shell };
}

const { style, shell } = frame();
const read = (file) => readDocument(readFileSync(`${documents}/${file}`, 'utf8'), file);
const pages = readdirSync(documents).filter((file) => file.endsWith('.md')).sort().map(read);
const links = pages
  .toSorted((a, b) => (a.title < b.title ? -1 : 1))
  .map(({ title, path }) => `<li><a href="/demo/${path}">${inline(title)}</a></li>`)
  .join('\n');
writeFileSync(`${target}/shop.css`, style + articleStyle);
for (const { title, path, html } of pages) {
  const article = `<div class="wrap article"><div>\n${html}\n</div>\n<nav aria-labelledby="all"><h2 id="all">All pages</h2><ul>\n${links}\n</ul></nav></div>`;
  const page = shell
    .replace(/<title>.*<\/title>/, () => `<title>${escape(title)} · Northline Coffee</title>`)
    .replace('{{ARTICLE}}', () => article);
  mkdirSync(dirname(`${target}/${path}`), { recursive: true });
  writeFileSync(`${target}/${path}.html`, page);
}
