// Reads the Markdown and the front matter that demo/knowledge uses, and refuses anything else.
export const escape = (text) =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
export const inline = (text) => escape(text).replace(/\*([^*]+)\*/g, '<em>$1</em>');
const cells = (line) => line.slice(1, -1).split('|').map((cell) => inline(cell.trim()));

function table(lines) {
  const [head, , ...rows] = lines.map(cells);
  const row = (tag, columns) =>
    `<tr>${columns.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row('th', head)}</thead><tbody>${rows.map((columns) => row('td', columns)).join('\n')}</tbody></table>`;
}

function block(text, where) {
  const lines = text.split('\n');
  const all = (pattern) => lines.every((line) => pattern.test(line));
  const items = (marker) =>
    lines.map((line) => `<li>${inline(line.replace(marker, ''))}</li>`).join('\n');
  if (lines.length === 1 && /^##? /.test(text)) {
    const level = text.indexOf(' ');
    return `<h${level}>${inline(text.slice(level + 1))}</h${level}>`;
  }
  if (all(/^\|.*\|$/)) return table(lines);
  if (all(/^- /)) return `<ul>${items(/^- /)}</ul>`;
  if (all(/^\d+\. /)) return `<ol>${items(/^\d+\. /)}</ol>`;
  if (/^[#|>`-]/.test(text))
    throw new Error(`${where}: no Markdown that a page can be made of: ${lines[0]}`);
  return `<p>${inline(lines.join(' '))}</p>`;
}

/** A document's title, its path below /demo/, and its text as HTML. `file` names it in errors. */
export function readDocument(text, file) {
  const parts = /^---\ntitle: (.+)\nurl: \/demo\/([a-z0-9/-]+)\n---\n([^]+)$/.exec(text);
  if (!parts) throw new Error(`${file}: needs front matter with a title and a url below /demo/`);
  const [, title, path, markdown] = parts;
  return {
    title,
    path,
    html: markdown
      .trim()
      .split(/\n{2,}/)
      .map((part) => block(part, file))
      .join('\n'),
  };
}
