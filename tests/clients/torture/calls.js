// Rules about calls and their answers. Pure; reports to the case that it is given.
import { inWords, same } from './checker.js';
import { leaders } from './model.js';

/** A call in a few words. */
export const describe = (call) =>
  `${call.op} #${call.n} by ${call.by}${call.clientId ? ` (${call.clientId})` : ''}: ${call.status ?? 'no answer'}${call.problem ? ` ${call.problem}` : ''}`;

/**
 * Whether a call may have had an effect that nobody was told of: cut off, or answered by "unknown".
 */
export const isUnknown = (call) => call.status === null || call.status === 503;
const succeeded = (call) => call.status === 200 || call.status === 201;

/** What only the holder may do, or somebody for the holder. */
const forHolders = new Set(['reply', 'release', 'transfer', 'keep']);

const viewerOf = (call) => (call.by === 'visitor' ? 'visitor' : 'member');
/** What an operation makes of its words. */
const made = {
  say: { kind: 'message', role: 'visitor' },
  ask: { kind: 'message', role: 'visitor' },
  reply: { kind: 'message', role: 'human_agent' },
  note: { kind: 'note', role: null },
  lead: { kind: 'lead_captured', role: null },
};

/** One call's answer, whatever it is. */
function checkAnswer(kase, call) {
  const why = describe(call);
  const { begin, end } = call;
  if (isUnknown(call)) return;
  if (succeeded(call)) return checkSuccess(kase, call, why);
  const holder = call.holder ?? null;
  if (call.op === 'claim' && call.problem === 'already-claimed') {
    if (holder === null || holder === call.by) kase.wrong('answers', `${why}: held by ${holder}`);
    return kase.seenWhere(
      (state) => state.holder !== null && state.holder === holder,
      begin,
      end,
      `${why}, held by ${holder}`,
    );
  }
  if (call.op === 'force' && call.problem === 'forbidden') {
    const { role } = kase.world.people[call.by];
    if (role !== 'member') kase.wrong('answers', `${why}: refused to an ${role}`);
    return kase.seenWhere(
      (state) => state.holder !== null && state.holder !== call.by,
      begin,
      end,
      why,
    );
  }
  if (forHolders.has(call.op) && call.problem === 'not-holder') {
    if (holder === call.by) kase.wrong('answers', `${why}: held by the caller`);
    // Admins and owners may do it for the holder; a transfer needs one, and one who has it already
    // gets it again.
    const { role } = kase.world.people[call.by];
    const mayAnyway = call.op === 'release' || (call.op === 'transfer' && holder !== null);
    if (mayAnyway && leaders.has(role)) kase.wrong('answers', `${why}: refused to an ${role}`);
    if (call.op === 'transfer' && holder === call.to)
      kase.wrong('answers', `${why}: held by the one who was to get it`);
    const fits = (state) =>
      state.holder === holder && (call.op !== 'release' || state.controller !== 'bot');
    return kase.seenWhere(fits, begin, end, `${why}, held by ${holder}`);
  }
  kase.wrong('answers', `${why}: this cannot be the answer`);
}

function checkSuccess(kase, call, why) {
  const { begin, end } = call;
  const viewer = viewerOf(call);
  if (call.entry) {
    kase.told(call.entry, viewer, end, why);
    if (call.status === 201) kase.windows.notBefore(call.entry.seq, begin, why);
  }
  for (const entry of call.replies ?? []) kase.told(entry, viewer, end, why);
  if (call.view) kase.viewed(call.view, viewer, begin, end, why);
  if (call.page) checkPage(kase, call, viewer, why);
  const due = { claim: call.by, force: call.by, next: call.by, keep: call.by, transfer: call.to }[
    call.op
  ];
  if (due !== undefined && call.view.claimed_by_user_id !== due)
    kase.wrong('answers', `${why}: but ${call.view.claimed_by_user_id} holds`);
  if (call.op === 'release' && call.view.controller !== 'bot')
    kase.wrong('answers', `${why}: but the controller is ${call.view.controller}`);
}

/** A page of the timeline: every entry from the asked one on, none left out. */
function checkPage(kase, call, viewer, why) {
  const { after, entries, last_seq: lastSeq, more } = call.page;
  for (const entry of entries) kase.told(entry, viewer, call.end, why);
  kase.windows.seen(
    kase.stretchAt(Math.min(lastSeq, kase.timeline.length), viewer),
    call.begin,
    call.end,
    why,
  );
  const last = entries.at(-1)?.seq ?? after;
  const due =
    viewer === 'member'
      ? kase.timeline.slice(after, last)
      : kase.conversation.visitorTimeline.filter(({ seq }) => seq > after && seq <= last);
  if (
    !same(
      due.map(({ seq }) => seq),
      entries.map(({ seq }) => seq),
    )
  )
    kase.wrong('gaps', `${why}: the page after ${after} leaves out entries`);
  if (!more && last < lastSeq)
    kase.wrong(
      'gaps',
      `${why}: the page ends at ${last} of ${lastSeq} and says that there is no more`,
    );
}

/** All calls with one client id, and the entry that they made. */
function checkRetries(kase, clientId, calls, entries) {
  const [first] = calls;
  const why = describe(first);
  const [entry] = entries;
  if (entries.length > 1)
    kase.wrong('doubled', `${why}: it is there as ${entries.map(inWords).join(' and ')}`);
  if (calls.filter(({ status }) => status === 201).length > 1)
    kase.wrong('doubled', `${why}: it was made twice by its answers`);
  const told = new Set(calls.filter(succeeded).map((call) => call.entry?.seq ?? call.lead));
  if (told.size > 1)
    kase.wrong('doubled', `${why}: its answers told of ${[...told].join(' and ')}`);
  if (entry === undefined) {
    if (told.size > 0) kase.wrong('lost', `${why}: acknowledged, and not there`);
    return;
  }
  if (told.size === 0 && !calls.some(isUnknown))
    kase.wrong('refused', `${why}: refused, and there as ${inWords(entry)}`);
  const { kind, role } = made[first.op];
  const wrongAuthor = viewerOf(first) === 'member' && entry.author?.id !== first.by;
  const wrongWords =
    kind === 'lead_captured' ? entry.meta.email !== first.body : entry.body !== first.body;
  if (
    entry.kind !== kind ||
    entry.role !== role ||
    wrongAuthor ||
    wrongWords ||
    entry.client_id !== clientId
  ) {
    kase.wrong(
      'changed',
      `${why}: it became ${inWords(entry)} with the client id ${entry.client_id}`,
    );
  }
  const acknowledged = calls.find(({ status }) => status === 201);
  const begin = acknowledged?.begin ?? Math.min(...calls.map((call) => call.begin));
  kase.windows.notBefore(entry.seq, begin, why);
}

export function checkCalls(kase) {
  const byClientId = new Map();
  const byBody = new Map();
  for (const call of kase.conversation.calls) {
    checkAnswer(kase, call);
    if (!call.clientId) continue;
    byClientId.set(call.clientId, [...(byClientId.get(call.clientId) ?? []), call]);
    if (call.op !== 'lead') byBody.set(call.body, call.clientId);
  }
  // What a person sent is found again by its client id, and, should that be gone, by its words.
  const entries = new Map();
  for (const entry of kase.timeline) {
    if (!isSent(entry)) continue;
    const clientId = byClientId.has(entry.client_id) ? entry.client_id : byBody.get(entry.body);
    if (clientId === undefined) kase.wrong('unsent', `${inWords(entry)} was sent by nobody`);
    else entries.set(clientId, [...(entries.get(clientId) ?? []), entry]);
  }
  for (const [clientId, calls] of byClientId)
    checkRetries(kase, clientId, calls, entries.get(clientId) ?? []);
}

const isSent = ({ kind, role, client_id: clientId }) =>
  kind === 'note' ||
  kind === 'lead_captured' ||
  clientId !== null ||
  (kind === 'message' && role !== 'agent');
