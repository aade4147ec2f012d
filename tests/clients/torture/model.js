// The model: who answered when, according to a timeline. Pure: replays entries by the rules of
// product and protocol, knows no clock.

/** Roles that may take over from another member, and hand back and transfer for one. */
export const leaders = new Set(['owner', 'admin']);

/** The kinds of entries with which who answers changes. */
export const turns = new Set(['claimed', 'released', 'lapsed', 'queued']);

/** The wait that a lapse leaves: nobody asked for it, and its epoch began with the lapse. */
export const isLeftWaiting = ({ kind, meta }) => kind === 'queued' && meta.reason === 'lapse';
export const beginsEpoch = (entry) => turns.has(entry.kind) && !isLeftWaiting(entry);

const isMessageOf = (entry, role) => entry.kind === 'message' && entry.role === role;

/**
 * Whether a visitor waits for an answer: yes, no, or not to be told from outside (the agent may
 * have answered an older one).
 */
class Question {
  #open = 'no';

  hear(entry) {
    if (isMessageOf(entry, 'visitor')) this.#open = 'yes';
    else if (isMessageOf(entry, 'human_agent')) this.#open = 'no';
    else if (isMessageOf(entry, 'agent') && entry.meta.interrupted !== true && this.#open === 'yes')
      this.#open = 'perhaps';
  }
  get open() {
    return this.#open;
  }
}

/**
 * Replays a timeline. `people` are the members by id: {name, role}. `controllers` are the
 * controllers that somebody was told, by epoch; they say what a lapse led to. Gives `states`, where
 * states[p] is the one after entry p: {controller, holder, epoch}; and `problems`: {rule, text}.
 */
export function replay(timeline, people, controllers = new Map()) {
  const problems = [];
  const wrong = (rule, entry, text) =>
    problems.push({ rule, text: `entry ${entry.seq} (${entry.kind}): ${text}` });
  const question = new Question();
  let now = { controller: 'bot', holder: null, epoch: 0 };
  const states = [now];
  const generations = new Set();

  const nextEpoch = (entry, controller, holder = null) => {
    if (entry.meta.epoch !== now.epoch + 1)
      wrong('claims', entry, `begins epoch ${entry.meta.epoch} after epoch ${now.epoch}`);
    now = { controller, holder, epoch: entry.meta.epoch };
  };

  const claimed = (entry) => {
    const taker = entry.author?.id ?? null;
    const {
      transferred_by: giver,
      transferred_from: givenFrom,
      forced_from: forcedFrom,
    } = entry.meta;
    const from = (giver ? givenFrom : forcedFrom)?.id ?? null;
    if (!people[taker]) wrong('claims', entry, 'nobody took over');
    if (taker === now.holder) wrong('claims', entry, 'its holder took over again');
    if (from !== now.holder) wrong('claims', entry, `taken from ${from}, held by ${now.holder}`);
    if (giver) {
      if (forcedFrom) wrong('claims', entry, 'given and taken at once');
      if (now.holder === null) wrong('claims', entry, 'transferred while nobody held it');
      if (giver.id !== now.holder && !leaders.has(people[giver.id]?.role))
        wrong('claims', entry, `transferred by ${giver.id}, held by ${now.holder}`);
    } else if (now.holder !== null && !leaders.has(people[taker]?.role)) {
      wrong('claims', entry, 'taken by force by one who may not');
    }
    nextEpoch(entry, 'human', taker);
  };

  const released = (entry) => {
    if (entry.author === null) {
      if (!now.controller.includes('queued') || entry.meta.reason !== 'timeout')
        wrong('claims', entry, `released by nobody while ${now.controller}`);
    } else if (now.controller === 'bot') {
      wrong('claims', entry, 'released while nobody held it');
    } else if (entry.author.id !== now.holder && !leaders.has(people[entry.author.id]?.role)) {
      wrong('claims', entry, `released by ${entry.author.id}, held by ${now.holder}`);
    }
    nextEpoch(entry, 'bot');
  };

  const lapsed = (entry, next) => {
    if (now.controller !== 'human' || entry.author?.id !== now.holder)
      wrong('claims', entry, `lapsed for ${entry.author?.id}, held by ${now.holder}`);
    const told = controllers.get(entry.meta.epoch);
    const due = { yes: 'queued', no: 'bot' }[question.open];
    if (told !== undefined && due !== undefined && told !== due)
      wrong('claims', entry, `became ${told} instead of ${due}`);
    const waits = next !== undefined && isLeftWaiting(next) ? 'queued' : 'bot';
    if ((told ?? due ?? waits) !== waits)
      wrong('claims', entry, `became ${told ?? due}, but a wait ${waits === 'bot' ? 'never began' : 'began'}`);
    nextEpoch(entry, waits);
  };

  const leftWaiting = (entry, before) => {
    if (before?.kind !== 'lapsed' || entry.meta.epoch !== undefined)
      wrong('claims', entry, 'left waiting by nothing');
  };

  const queued = (entry) => {
    if (!now.controller.includes('bot')) wrong('claims', entry, `queued while ${now.controller}`);
    nextEpoch(entry, 'queued');
  };

  const answered = (entry, next) => {
    if (!now.controller.includes('bot'))
      wrong('agent', entry, `the agent spoke while ${now.controller}`);
    if (generations.has(entry.meta.generation))
      wrong('agent', entry, `generation ${entry.meta.generation} spoke twice`);
    generations.add(entry.meta.generation);
    if (entry.meta.interrupted === true && !turns.has(next?.kind))
      wrong('agent', entry, 'interrupted by nothing');
  };

  timeline.forEach((entry, n) => {
    if (entry.kind === 'claimed') claimed(entry);
    else if (entry.kind === 'released') released(entry);
    else if (entry.kind === 'lapsed') lapsed(entry, timeline[n + 1]);
    else if (isLeftWaiting(entry)) leftWaiting(entry, timeline[n - 1]);
    else if (entry.kind === 'queued') queued(entry);
    else if (isMessageOf(entry, 'agent')) answered(entry, timeline[n + 1]);
    else if (isMessageOf(entry, 'human_agent') && entry.author?.id !== now.holder)
      wrong('replies', entry, `by ${entry.author?.id}, held by ${now.holder}`);
    question.hear(entry);
    states.push(now);
  });
  return { states, problems };
}

/** Stretches of positions with one epoch: {first, last, state}. */
export function epochs(states) {
  const spans = [];
  states.forEach((state, p) => {
    const latest = spans.at(-1);
    if (latest?.state === state) latest.last = p;
    else spans.push({ first: p, last: p, state });
  });
  return spans;
}

/** What a visitor may see of a timeline. */
export const visible = (entry) => entry.kind !== 'note';
