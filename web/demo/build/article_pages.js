// Makes a page of the demo shop from each document in demo/knowledge, in the frame of web/demo/index.html: what the agent
// cites can be opened. Knows only the Markdown that those documents use, and refuses anything else.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

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

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const inline = (text) => escape(text).replace(/\*([^*]+)\*/g, '<em>$1</em>');
const cells = (line) => line.slice(1, -1).split('|').map((cell) => inline(cell.trim()));

function table(lines) {
  const [head, , ...rows] = lines.map(cells);
  const row = (tag, columns) => `<tr>${columns.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row('th', head)}</thead><tbody>${rows.map((columns) => row('td', columns)).join('\n')}</tbody></table>`;
}

function block(text, where) {
  const lines = text.split('\n');
  const all = (pattern) => lines.every((line) => pattern.test(line));
  const items = (marker) => lines.map((line) => `<li>${inline(line.replace(marker, ''))}</li>`).join('\n');
  if (lines.length === 1 && /^##? /.test(text)) {
    const level = text.indexOf(' ');
    return `<h${level}>${inline(text.slice(level + 1))}</h${level}>`;
  }
  if (all(/^\|.*\|$/)) return table(lines);
  if (all(/^- /)) return `<ul>${items(/^- /)}</ul>`;
  if (all(/^\d+\. /)) return `<ol>${items(/^\d+\. /)}</ol>`;
  if (/^[#|>`-]/.test(text)) throw new Error(`${where}: no Markdown that a page can be made of: ${lines[0]}`);
  return `<p>${inline(lines.join(' '))}</p>`;
}

function read(file) {
  const text = readFileSync(`${documents}/${file}`, 'utf8');
  const parts = /^---\ntitle: (.+)\nurl: \/demo\/([a-z0-9/-]+)\n---\n([^]+)$/.exec(text);
  if (!parts) throw new Error(`${file}: needs front matter with a title and a url below /demo/`);
  const [, title, path, markdown] = parts;
  return { title, path, html: markdown.trim().split(/\n{2,}/).map((part) => block(part, file)).join('\n') };
}

/** The shop's page, with room for an article: its style in a file of its own, its basket left out, its links leading back to it. */
function frame() {
  const page = readFileSync('demo/index.html', 'utf8');
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
const pages = readdirSync(documents).filter((file) => file.endsWith('.md')).sort().map(read);
const links = pages.toSorted((a, b) => (a.title < b.title ? -1 : 1)).map(({ title, path }) => `<li><a href="/demo/${path}">${inline(title)}</a></li>`).join('\n');
writeFileSync(`${target}/shop.css`, style + articleStyle);
for (const { title, path, html } of pages) {
  const article = `<div class="wrap article"><div>\n${html}\n</div>\n<nav aria-labelledby="all"><h2 id="all">All pages</h2><ul>\n${links}\n</ul></nav></div>`;
  const page = shell
    .replace(/<title>.*<\/title>/, () => `<title>${escape(title)} · Northline Coffee</title>`)
    .replace('{{ARTICLE}}', () => article);
  mkdirSync(dirname(`${target}/${path}`), { recursive: true });
  writeFileSync(`${target}/${path}.html`, page);
}
