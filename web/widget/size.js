#!/usr/bin/env node
// What the built widget weighs, as gzip sends it: what a page loads before a click, and what it
// has loaded with the panel open. Fails over the limits; decision 30 says why. The other sums are
// for information.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** Bytes. */
const limits = { 'before a click': 4 * 1024, 'with the panel open': 14 * 1024 };

const folder = new URL('../dist/widget/', import.meta.url);
const weights = new Map();
for (const file of readdirSync(folder))
  weights.set(
    file.replace(/(-[\w-]{8})?\.js$/, ''),
    gzipSync(readFileSync(new URL(file, folder)), { level: 9 }).length,
  );

function weigh(name, parts) {
  const sum = parts.reduce((before, part) => before + (weights.get(part) ?? NaN), 0);
  const limit = limits[name];
  const failed = limit !== undefined && !(sum <= limit);
  const against = limit === undefined ? '' : ` of ${limit}${failed ? ': too much' : ''}`;
  console.log(`${String(sum).padStart(6)} ${name} (${parts.join(', ')})${against}`);
  return failed;
}

const first = ['widget', 'loader'];
const open = [...first, 'panel'];
const answered = [...open, 'talk', 'conversation', 'answer'];
const failures = [
  weigh('before a click', first),
  weigh('with the panel open', open),
  weigh('after the first answer', answered),
  weigh('everything', [...weights.keys()]),
];
process.exit(failures.includes(true) ? 1 : 0);
