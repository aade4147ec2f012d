// Rules about a deleted conversation: nothing of it is left to compare, but no client may see it
// again. Pure; reports to the case that it is given.
import { describe, isUnknown } from './calls.js';

const isDone = ({ status }) => status === 204 || status === 410;

function checkAnswers(kase, begin, end) {
  for (const call of kase.conversation.calls) {
    if (isUnknown(call) || call.op === 'delete') continue;
    if (call.begin > end && call.status !== 410)
      kase.wrong('deleted', `${describe(call)}: it was asked after the deletion`);
    if (call.end < begin && call.status === 410)
      kase.wrong('answers', `${describe(call)}: it was answered before the deletion`);
  }
}

function checkHeard(kase, listener, end) {
  const why = `listener ${listener.n} (${listener.viewer})`;
  let last = listener.from.seq;
  let over = false;
  if (listener.from.asked > end) kase.wrong('deleted', `${why}: it joined after the deletion`);
  for (const { seq, prev, gone } of listener.frames) {
    if (over) kase.wrong('deleted', `${why}: more came after the deletion`);
    if (gone) over = true;
    if (seq === undefined) continue;
    if (prev !== last && !kase.world.settings.livePerProcess)
      kase.wrong('gaps', `${why}: entry ${seq} follows ${prev} after ${last}`);
    last = seq;
  }
}

export function checkGone(kase) {
  const { calls, listeners, gone, rows } = kase.conversation;
  const deletions = calls.filter(({ op }) => op === 'delete');
  const begin = Math.min(...deletions.map((call) => call.begin));
  const end = Math.min(...deletions.filter(isDone).map((call) => call.end));
  if (deletions.filter(({ status }) => status === 204).length > 1)
    kase.wrong('doubled', 'it was deleted twice');
  if (gone !== 410) kase.wrong('deleted', `its timeline is answered with ${gone}`);
  if (rows) kase.wrong('deleted', `${rows} of its entries are in the database`);
  checkAnswers(kase, begin, end);
  for (const listener of listeners) checkHeard(kase, listener, end);
}
