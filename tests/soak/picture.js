// Draws the samples of a soak: three small charts that share their minutes. Owns the picture alone.

const width = 720;
const height = 130;
const left = 56;

function chart(title, points, top) {
  const most = Math.max(...points.map(([, value]) => value)) * 1.15 || 1;
  const end = points.at(-1)[0];
  const x = (minute) => left + (minute / end) * (width - left - 16);
  const y = (value) => top + height - 24 - (value / most) * (height - 48);
  const line = points.map(([minute, value]) => `${x(minute).toFixed(1)},${y(value).toFixed(1)}`);
  return `<text x="${left}" y="${top + 14}">${title}</text>
<text x="${left - 6}" y="${y(most / 1.15).toFixed(1)}" text-anchor="end">${(most / 1.15).toFixed(0)}</text>
<text x="${left - 6}" y="${y(0).toFixed(1)}" text-anchor="end">0</text>
<line x1="${left}" y1="${y(0)}" x2="${width - 16}" y2="${y(0)}" stroke="#999"/>
<polyline fill="none" stroke="#0a6" stroke-width="1.5" points="${line.join(' ')}"/>`;
}

export function drawn(samples, counts) {
  const column = (name) => samples.map((row) => [row.minute, row[name]]);
  const minutes = samples.at(-1).minute;
  const what = Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${3 * height + 40}" font-family="sans-serif" font-size="11" fill="#333">
<rect width="100%" height="100%" fill="#fff"/>
${chart('Resident memory, MB', column('memory'), 0)}
${chart('Open files', column('files'), height)}
${chart('p99 of a call, ms', column('p99'), 2 * height)}
<text x="${left}" y="${3 * height + 20}">${minutes.toFixed(0)} minutes: ${what}</text>
</svg>
`;
}
