// Rules about how long a claim and a queue last. Pure; reports to the case that it is given.
import { inWords } from './checker.js';

/** Milliseconds by which two clocks, and a timer, may differ. */
const tolerance = 100;
/**
 * Milliseconds that the news of a connection may take: who was there for less need not have been
 * noticed.
 */
const notice = 2_000;

/** A holder with an open connection keeps the claim; one without keeps it for the grace time. */
function checkLapse(kase, entry, claimed) {
  const { grace } = kase.world.settings;
  const holder = entry.author.id;
  const [low, high] = [kase.windows.low(entry.seq), kase.windows.high(entry.seq)];
  const since = kase.windows.low(claimed.seq);
  if (high < since + grace - tolerance)
    kase.wrong('times', `${inWords(entry)}: ${Math.round(high - since)} ms after it was claimed`);
  for (const { from, to } of kase.world.presence[holder] ?? []) {
    if (from + notice > Math.min(to, low)) continue;
    if (to >= high) kase.wrong('times', `${inWords(entry)}: its holder was there`);
    else if (high < to + grace - tolerance)
      kase.wrong(
        'times',
        `${inWords(entry)}: ${Math.round(high - to)} ms after its holder had left`,
      );
  }
}

export function checkTimes(kase) {
  let begun = null;
  for (const entry of kase.timeline) {
    if (entry.kind === 'lapsed' && begun !== null) checkLapse(kase, entry, begun);
    if (entry.kind === 'released' && entry.author === null && begun !== null) {
      const waited = kase.windows.high(entry.seq) - kase.windows.low(begun.seq);
      if (waited < kase.world.settings.handoff - tolerance)
        kase.wrong('times', `${inWords(entry)}: after ${Math.round(waited)} ms`);
    }
    if (['claimed', 'queued', 'lapsed'].includes(entry.kind)) begun = entry;
  }
}
