// Long because the checker has many rules, each with stories of its own: the good one passes, the
// bad one is caught. The stories are written by hand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { checkConversation } from './checker.js';
import { Story } from './story.js';

const rulesOf = (story, change = () => {}) => {
  const { conversation, world } = story;
  change(conversation);
  const all = checkConversation(world, conversation);
  return { rules: new Set(all.map(({ rule }) => rule)), all };
};

function passes(story, change) {
  const { all } = rulesOf(story, change);
  assert.deepEqual(all, []);
}

/**
 * The rule must be among those that are broken: a broken promise often shows in more than one
 * place.
 */
function breaks(rule, story, change) {
  const { rules, all } = rulesOf(story, change);
  assert.ok(rules.has(rule), `expected "${rule}", found ${JSON.stringify(all)}`);
}

/** Everything that can happen, once. */
function goodStory() {
  const story = new Story();
  story.join('member');
  story.join('visitor');
  story.say();
  const answer = story.begin();
  answer.delta('The grinder ');
  answer.delta('is cleaned.');
  answer.finish();
  story.note('cleo');
  story.say();
  const cut = story.begin();
  cut.delta('It is ');
  cut.finish({ interrupted: true });
  story.claim('ben');
  story.refused('claim', 'cleo');
  story.refused('reply', 'cleo', { clientId: 'late', body: 'too late' });
  story.claim('ben');
  story.again(story.reply('ben'));
  story.page('ada', 2);
  story.page('visitor', 2);
  story.claim('ada', 'force');
  story.refused('release', 'ben');
  story.release('ada');
  story.read('cleo');
  story.handoff();
  story.claim('cleo', 'next');
  story.keep('cleo');
  story.refused('keep', 'ada');
  story.refused('transfer', 'ben', { to: 'ada' });
  story.transfer('cleo', 'ben');
  story.transfer('cleo', 'ben');
  story.transfer('ada', 'cleo');
  story.release('cleo');
  story.release('cleo');
  story.refused('transfer', 'ada', { to: 'ben' });
  return story;
}

test('a good story passes', () => passes(goodStory()));

describe('one order, nothing missing', () => {
  test('holes: an entry is left out of the timeline', () =>
    breaks('holes', goodStory(), ({ timeline }) => timeline.splice(2, 1)));

  test('holes: the database has another number of rows', () =>
    breaks('holes', goodStory(), (conversation) => (conversation.rows += 1)));

  test('holes: the visitor is not shown all', () =>
    breaks('holes', goodStory(), ({ visitorTimeline }) => visitorTimeline.pop()));

  test('lost: an acknowledged message is gone', () => {
    const story = new Story();
    story.say();
    story.say();
    breaks('lost', story, (conversation) => {
      conversation.timeline.pop();
      conversation.visitorTimeline.pop();
      conversation.final.last_seq = 1;
    });
  });

  test('lost: what a listener was told is gone', () => {
    const story = new Story();
    const listener = story.join('member');
    story.say();
    listener.open = false;
    breaks('lost', story, (conversation) => {
      Object.assign(conversation.calls[0], { status: null, end: null, entry: undefined });
      conversation.timeline.pop();
      conversation.visitorTimeline.pop();
      conversation.final.last_seq = 0;
    });
  });

  test('order: acknowledged before another was begun, and stored after it', () => {
    const story = new Story();
    story.say();
    story.note('ben');
    breaks('order', story, (conversation) => {
      const [first, second] = conversation.timeline;
      conversation.timeline = [{ ...second, seq: 1 }, { ...first, seq: 2 }];
      conversation.visitorTimeline[0].seq = 2;
      conversation.calls[0].entry.seq = 2;
      conversation.calls[1].entry.seq = 1;
    });
  });

  test('order: two calls at once may be stored in any order', () => {
    const story = new Story();
    story.say();
    story.note('ben');
    passes(story, ({ calls }) => (calls[1].begin = calls[0].begin));
  });

  test('order: a page does not hold what was acknowledged before', () => {
    const story = new Story();
    story.say();
    story.page('ada');
    story.say();
    breaks('order', story, ({ calls }) => {
      const [, page, second] = calls;
      Object.assign(second, { begin: page.begin - 2, end: page.begin - 1 });
    });
  });
});

describe('sent once, as it was said', () => {
  test('unsent: a message that nobody sent', () => {
    const story = new Story();
    story.say();
    breaks('unsent', story, ({ calls }) => calls.pop());
  });

  test('unsent: an answer that nobody asked for', () => {
    const story = new Story();
    story.begin().finish();
    breaks('unsent', story);
  });

  test('unsent: a claim that nobody wanted', () => {
    const story = new Story();
    story.claim('ben');
    breaks('unsent', story, ({ calls }) => calls.pop());
  });

  test('unsent: a claim whose only call had failed before', () => {
    const story = new Story();
    story.cutOff(story.claim('ben'), true).until = 25;
    story.read('ada');
    story.wait(100);
    breaks('unsent', story, (conversation) => {
      conversation.calls[1].view = {
        ...conversation.calls[1].view,
        epoch: 0,
        controller: 'bot',
        last_seq: 0,
        claimed_by_user_id: null,
      };
      Object.assign(conversation.calls[1], { begin: 40, end: 50 });
    });
  });

  test('a claim may be that of a call whose answer never came', () => {
    const story = new Story();
    story.cutOff(story.claim('ben'), true);
    story.claim('ben');
    passes(story);
  });

  test('unsent: two claims of one call', () => {
    const story = new Story();
    story.cutOff(story.claim('ben'), true);
    story.release('ada');
    story.cutOff(story.claim('ben'), true);
    passes(story);
    breaks('unsent', story, ({ calls }) => calls.pop());
  });

  test('doubled: a retry is stored again', () => {
    const story = new Story();
    const first = story.cutOff(story.say(), true);
    const second = story.say();
    Object.assign(second, { clientId: first.clientId, body: first.body });
    breaks('doubled', story, (conversation) => {
      for (const entry of [
        conversation.timeline[1],
        conversation.visitorTimeline[1],
        conversation.calls[1].entry,
      ])
        entry.body = first.body;
      for (const entry of [
        ...conversation.timeline,
        ...conversation.visitorTimeline,
        conversation.calls[1].entry,
      ])
        entry.client_id = null;
    });
  });

  test('doubled: two answers say that they made it', () => {
    const story = new Story();
    story.again(story.say()).status = 201;
    breaks('doubled', story);
  });

  test('refused: a refused reply is stored', () => {
    const story = new Story();
    story.claim('ben');
    Object.assign(story.reply('ben'), {
      status: 409,
      problem: 'not-holder',
      holder: 'ada',
      entry: undefined,
    });
    breaks('refused', story);
  });

  test('changed: other words than were sent', () =>
    breaks('changed', goodStory(), ({ calls }) => (calls[0].body = 'something else')));

  test('changed: a listener is told other words', () =>
    breaks(
      'changed',
      goodStory(),
      ({ listeners }) => (listeners[1].frames[0].entry.body = 'something else'),
    ));

  test('changed: the answer is not what was shown of it', () =>
    breaks(
      'changed',
      goodStory(),
      ({ listeners }) => (listeners[0].frames[1].delta.text = 'The kettle '),
    ));
});

describe('one holder', () => {
  const taken = () => {
    const story = new Story();
    story.claim('ben');
    story.claim('ada', 'force');
    return story;
  };

  test('claims: taken by force by a member', () => {
    const story = new Story();
    story.claim('ben');
    story.claim('cleo', 'force');
    breaks('claims', story);
  });

  test('claims: held by two', () => breaks('claims', taken(), ({ timeline }) => delete timeline[1].meta.forced_from));

  test('claims: two claims of one epoch', () => breaks('claims', taken(), ({ timeline }) => (timeline[1].meta.epoch = 1)));

  test('claims: released by one who does not hold', () => {
    const story = new Story();
    story.claim('ben');
    story.release('cleo');
    breaks('claims', story);
  });

  const given = () => {
    const story = new Story();
    story.claim('ben');
    story.transfer('ben', 'cleo');
    return story;
  };

  test('claims: transferred by one who neither holds nor leads', () => {
    const story = new Story();
    story.claim('ben');
    story.transfer('cleo', 'cleo');
    breaks('claims', story);
  });

  test('claims: transferred while nobody held it', () =>
    breaks('claims', given(), ({ timeline, visitorTimeline, calls }) => {
      timeline[0].kind = visitorTimeline[0].kind = 'queued';
      calls[0].op = 'handoff';
    }));

  test('claims: transferred from one who did not hold', () =>
    breaks(
      'claims',
      given(),
      ({ timeline }) => (timeline[1].meta.transferred_from = { id: 'ada', name: 'Ada' }),
    ));

  test('unsent: transferred to another one than was asked for', () => {
    passes(given());
    breaks('unsent', given(), ({ calls }) => (calls[1].to = 'ada'));
  });

  test('unsent: a claim that says that somebody gave it, and was taken', () =>
    breaks('unsent', given(), ({ calls }) => Object.assign(calls[1], { op: 'claim', by: 'cleo' })));

  test('answers: a transfer is confirmed, and another one holds', () => breaks('answers', given(), ({ calls }) => (calls[1].to = 'ada')));

  test('answers: a transfer is refused to an admin while somebody holds', () => {
    const story = new Story();
    story.claim('ben');
    story.refused('transfer', 'ada', { to: 'cleo' });
    breaks('answers', story);
  });

  test('answers: a transfer is refused though the one who was to get it held all the time', () => {
    const story = new Story();
    story.claim('ben');
    story.refused('transfer', 'cleo', { to: 'ben' });
    breaks('answers', story);
  });

  test('answers: keeping is confirmed to one who does not hold', () => {
    const story = new Story();
    story.claim('ben');
    story.keep('cleo');
    breaks('answers', story);
  });

  test('claims: a lapse leaves the visitor who waits with the bot', () => {
    const story = new Story();
    story.claim('ben');
    story.say();
    story.wait(5_000);
    story.lapse();
    passes(story);
    breaks('claims', story, ({ final }) => (final.controller = 'bot'));
  });

  test('replies: by one who does not hold', () => {
    const story = new Story();
    story.claim('ben');
    story.reply('cleo');
    breaks('replies', story);
  });

  test('answers: the loser is told a holder who never held', () =>
    breaks(
      'answers',
      goodStory(),
      ({ calls }) =>
        (calls.find(({ op, status }) => op === 'claim' && status === 409).holder = 'ada'),
    ));

  test('answers: the loser is told a holder who held, but not then', () => {
    const story = new Story();
    story.claim('ben');
    story.release('ben');
    story.claim('ada');
    story.refused('claim', 'cleo');
    passes(story);
    breaks('answers', story, ({ calls }) => (calls.at(-1).holder = 'ben'));
  });

  test('answers: the loser may be told any holder of its time', () => {
    const story = new Story();
    const first = story.claim('ben');
    story.release('ben');
    story.claim('ada');
    const lost = story.refused('claim', 'cleo');
    lost.begin = first.end + 1;
    lost.holder = 'ben';
    passes(story);
  });

  test('answers: a refused reply while its author held all the time', () => {
    const story = new Story();
    story.claim('ben');
    const refused = story.refused('reply', 'ben', { clientId: 'mine', body: 'mine' });
    refused.holder = null;
    breaks('answers', story);
  });

  test('answers: a claim is confirmed to one who does not hold', () => {
    const story = new Story();
    story.claim('ben');
    const confirmed = story.claim('ben');
    confirmed.by = 'cleo';
    breaks('answers', story);
  });

  test('answers: each of two refusals may be true, but not one after the other', () => {
    const story = new Story();
    story.cutOff(story.claim('ben'), true);
    const refuse = (holder) =>
      Object.assign(story.refused('reply', 'cleo', { clientId: `${holder}`, body: `${holder}` }), {
        holder,
      });
    const [free, held] = [refuse(null), refuse('ben')];
    passes(story);
    breaks('answers', story, ({ calls }) => {
      Object.assign(calls[1], { holder: held.holder });
      Object.assign(calls[2], { holder: free.holder });
    });
  });

  test('answers: a view of another epoch', () => breaks('answers', goodStory(), ({ calls }) => (calls.find(({ op }) => op === 'read').view.epoch -= 1)));

  test('answers: a failure of the server', () => breaks('answers', goodStory(), ({ calls }) => Object.assign(calls[0], { status: 500, problem: 'internal', entry: undefined })));
});

describe('the agent', () => {
  const cutOff = () => {
    const story = new Story();
    story.join('member');
    story.join('visitor');
    story.say();
    const answer = story.begin();
    answer.delta('It is ');
    return { story, answer };
  };

  test('agent: a piece comes after the takeover', () => {
    const { story, answer } = cutOff();
    answer.finish({ interrupted: true });
    story.claim('ben');
    passes(story);
    breaks('agent', story, ({ listeners: [listener] }) =>
      listener.frames.push({
        at: 1_000,
        delta: { generation: 2, epoch: 0, offset: 0, text: 'and' },
      }),
    );
  });

  test('agent: a piece of an epoch that had ended when the connection joined', () => {
    const story = new Story();
    story.say();
    story.claim('ben');
    story.join('member');
    passes(story);
    breaks('agent', story, ({ listeners: [listener] }) =>
      listener.frames.push({
        at: 1_000,
        delta: { generation: 1, epoch: 0, offset: 0, text: 'and' },
      }),
    );
  });

  test('agent: a piece of an epoch in which a human answers', () => {
    const { story } = cutOff();
    story.claim('ben');
    breaks('agent', story, ({ listeners: [listener] }) =>
      listener.frames.push({
        at: 1_000,
        delta: { generation: 2, epoch: 1, offset: 0, text: 'and' },
      }),
    );
  });

  test('agent: the whole answer is stored after the takeover', () => {
    const { story, answer } = cutOff();
    story.claim('ben');
    answer.finish();
    breaks('agent', story);
  });

  test('agent: an answer of an older epoch is stored when the agent speaks again', () => {
    const { story, answer } = cutOff();
    story.claim('ben');
    story.release('ben');
    answer.finish();
    breaks('agent', story);
  });

  test('agent: interrupted by nothing', () => {
    const { story, answer } = cutOff();
    answer.finish({ interrupted: true });
    breaks('agent', story);
  });

  test('agent: more comes after the whole', () => {
    const { story, answer } = cutOff();
    answer.finish();
    breaks('agent', story, ({ listeners: [listener] }) =>
      listener.frames.push({
        at: 1_000,
        delta: { generation: 1, epoch: 0, offset: 6, text: 'and' },
      }),
    );
  });

  test('agent: a stream goes on after the whole', () => {
    const { story, answer } = cutOff();
    const entry = answer.finish();
    const piece = { delta: { generation: 1, epoch: 0, offset: 0, text: 'It is ' } };
    passes(story, ({ calls }) => (calls[0].stream = [piece, { entry: { ...entry } }]));
    breaks(
      'agent',
      story,
      ({ calls }) => (calls[0].stream = [piece, { entry: { ...entry } }, piece]),
    );
    breaks(
      'lost',
      story,
      ({ calls }) => (calls[0].stream = [piece, { entry: { ...entry, seq: 9 } }]),
    );
  });
});

describe('every connection hears everything', () => {
  test('gaps: an entry is left out', () => breaks('gaps', goodStory(), ({ listeners }) => listeners[0].frames.splice(3, 1)));
  test('gaps: an entry comes twice', () => breaks('gaps', goodStory(), ({ listeners: [{ frames }] }) => frames.splice(1, 0, frames[0])));
  test('gaps: the visitor is told a wrong predecessor', () => breaks('gaps', goodStory(), ({ listeners }) => (listeners[1].frames.at(-1).prev += 1)));
  test('gaps: a piece of an answer is left out', () => breaks('gaps', goodStory(), ({ listeners }) => listeners[0].frames.splice(1, 1)));
  test('gaps: a page leaves an entry out', () => breaks('gaps', goodStory(), ({ calls }) => calls.find(({ op }) => op === 'page').page.entries.splice(1, 1)));
  test('gaps: the last page ends too early', () => breaks('gaps', goodStory(), ({ calls }) => calls.find(({ op }) => op === 'page').page.entries.pop()));

  test('fence: a claim is acknowledged before a connection was sent it', () => {
    const late = ({ listeners: [listener] }) =>
      (listener.frames.find(({ entry }) => entry?.kind === 'claimed').beat += 20);
    breaks('fence', goodStory(), late);
    passes(goodStory(), (conversation) => {
      late(conversation);
      conversation.listeners[0].slow = true;
    });
  });

  test('missed: an open connection is not told the last entry', () => breaks('missed', goodStory(), ({ listeners }) => listeners[0].frames.pop()));
  test('missed: a connection that was lost need not hear the rest', () =>
    passes(goodStory(), ({ listeners: [listener] }) => {
      listener.frames.pop();
      listener.open = false;
    }));

  test('order: a connection joins behind what was acknowledged before', () => {
    const story = new Story();
    story.say();
    story.say();
    story.join('member');
    breaks('order', story, ({ listeners: [listener] }) => {
      listener.from.seq = 1;
      listener.open = false;
    });
  });
});

describe('a deleted conversation', () => {
  const deleted = (after = () => {}) => {
    const story = goodStory();
    story.delete();
    after(story);
    return story;
  };
  const nothingLeft = (conversation) =>
    Object.assign(conversation, {
      timeline: [],
      visitorTimeline: [],
      audits: [],
      rows: 0,
      gone: 410,
    });
  const late = (story) =>
    Object.assign(story.read('ben'), { status: 410, problem: 'deleted', view: undefined });

  test('is refused from then on', () => passes(deleted(late), nothingLeft));
  test('deleted: it answers again', () => breaks('deleted', deleted((story) => story.read('ben')), nothingLeft));
  test('deleted: its timeline is there', () => breaks('deleted', deleted(), (conversation) => Object.assign(nothingLeft(conversation), { gone: 200 })));
  test('deleted: its rows are there', () => breaks('deleted', deleted(), (conversation) => Object.assign(nothingLeft(conversation), { rows: 1 })));
  test('deleted: somebody joins it', () => breaks('deleted', deleted((story) => story.join('member')), nothingLeft));
  test('deleted: more is told of it', () =>
    breaks('deleted', deleted(), (conversation) => {
      const { frames } = nothingLeft(conversation).listeners[0];
      frames.push({ ...frames[0], prev: frames.at(-2).seq });
    }));
  test('gaps: an entry was left out before', () => breaks('gaps', deleted(), (conversation) => nothingLeft(conversation).listeners[0].frames.splice(3, 1)));
  test('answers: refused before it was deleted', () =>
    breaks(
      'answers',
      deleted(),
      (conversation) => (nothingLeft(conversation).calls[0].status = 410),
    ));
  test('doubled: deleted twice', () => breaks('doubled', deleted((story) => story.delete()), nothingLeft));
});

describe('times and audit', () => {
  const lapsed = (waited) => {
    const story = new Story();
    story.claim('ben');
    story.wait(waited);
    story.read('ada');
    story.lapse();
    story.read('ada');
    return story;
  };

  test('times: a claim lapses after the grace time, not before', () => {
    passes(lapsed(1_500));
    breaks('times', lapsed(500));
  });

  test('times: a holder who is there keeps the claim', () => {
    const story = lapsed(10_000);
    story.presence.ben.push({ from: 30, to: Infinity });
    breaks('times', story);
  });

  test('times: the grace time begins when the holder leaves', () => {
    const story = lapsed(10_000);
    story.presence.ben.push({ from: 30, to: 8_000 });
    passes(story);
    story.presence.ben.push({ from: 7_000, to: 9_500 });
    breaks('times', story);
  });

  test('times: a visitor waits in the queue as long as was said', () => {
    const queue = (waited) => {
      const story = new Story();
      story.handoff();
      story.wait(waited);
      story.timeout();
      story.read('ada');
      return story;
    };
    passes(queue(1_500));
    breaks('times', queue(300));
  });

  test('lost: the whole conversation is not there', () =>
    breaks('lost', goodStory(), (conversation) =>
      Object.assign(conversation, {
        timeline: [],
        visitorTimeline: [],
        final: null,
        audits: [],
        rows: 0,
      }),
    ));

  test('audit: a transfer has the row of a claim, or that of another one', () => {
    const story = new Story();
    story.claim('ben');
    story.transfer('ada', 'cleo');
    passes(story);
    breaks(
      'audit',
      story,
      ({ audits }) => (audits[1] = { action: 'conversation.claim', actor: 'cleo' }),
    );
    breaks('audit', story, ({ audits }) => (audits[1].actor = 'ben'));
  });

  test('audit: a row is missing, or one too many', () => {
    breaks('audit', goodStory(), ({ audits }) => audits.pop());
    breaks('audit', goodStory(), ({ audits }) =>
      audits.push({ action: 'conversation.claim', actor: 'ben' }),
    );
    breaks('audit', goodStory(), ({ audits }) => (audits[0].actor = 'cleo'));
  });
});
