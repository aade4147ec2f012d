import { describe, expect, test } from 'vitest';
import { callTitle, deliveryLabel, deliveryProblem, droppedNotices, eventLabel, mailTitle, pauseNotice, sentWords, webhookLabel } from './labels';

const now = Date.parse('2026-11-27T12:00:00.000Z');
const row = { state: 'waiting' as const, attempts: 0, error: null, next_try_at: null };

describe('how a delivery stands', () => {
  test('waits before the first try', () => expect(deliveryLabel(row, now)).toBe('Waiting'));
  test('is being tried while no outcome is known', () => expect(deliveryLabel({ ...row, attempts: 1 }, now)).toBe('Sending now'));
  test('says when it is tried again', () =>
    expect(
      deliveryLabel(
        {
          ...row,
          attempts: 2,
          error: 'The receiver answered 500.',
          next_try_at: '2026-11-27T12:00:40.000Z',
        },
        now,
      ),
    ).toBe('Trying again in 40 s (2 attempts so far)'));
  test('does not count below zero', () =>
    expect(
      deliveryLabel(
        { ...row, attempts: 1, error: 'x', next_try_at: '2026-11-27T11:59:00.000Z' },
        now,
      ),
    ).toBe('Trying again now (1 attempt so far)'));
  test('says how many tries were in vain', () =>
    expect(deliveryLabel({ ...row, state: 'failed', attempts: 10, error: 'x' }, now)).toBe(
      'Failed after 10 attempts',
    ));
  test('says when it arrived', () =>
    expect(
      deliveryLabel(
        { ...row, state: 'delivered', attempts: 1, finished_at: '2026-11-27T12:00:00.000Z' },
        now,
      ),
    ).toMatch(/^Delivered \d\d:\d\d$/));
});

test('an event of a newer server keeps its name', () => {
  expect(eventLabel('lead.captured')).toBe('New lead');
  expect(eventLabel('lead.melted')).toBe('lead.melted');
  expect(callTitle({ event: 'lead.captured', about: 'Lou Reed' })).toBe('New lead: Lou Reed');
  expect(callTitle({ event: 'ping', about: null })).toBe('Test');
});

test('the wrong field comes before the problem as a whole', () => {
  const problem = {
    title: 'Some fields are not right',
    detail: 'The webhook’s URL is not right.',
    errors: { url: 'leads to a private address' },
  };
  expect(deliveryProblem(problem, 'url')).toBe('The URL leads to a private address.');
  expect(deliveryProblem({ ...problem, errors: {} }, 'url')).toBe(
    'The webhook’s URL is not right.',
  );
});

test('a mail says what it tells and whom', () => {
  const olga = { id: '1', name: 'Olga' };
  expect(mailTitle({ conversation_id: null, about: 'Lou Reed', recipient: olga, collected: 0 })).toBe(
    '“New lead”: Lou Reed, to Olga',
  );
  expect(mailTitle({ conversation_id: null, about: 'lou@example.com', recipient: olga, collected: 41 })).toBe(
    '“New lead”: lou@example.com and 41 more, to Olga',
  );
  expect(mailTitle({ conversation_id: '2', about: 'Visitor 4K7Q', recipient: olga, collected: 0 })).toBe(
    '“A visitor is waiting”: Visitor 4K7Q, to Olga',
  );
  expect(mailTitle({ conversation_id: '2', about: null, recipient: null, collected: 0 })).toBe(
    '“A visitor is waiting”',
  );
});

describe('a webhook that the system has paused', () => {
  const paused = { active: true, paused_at: '2026-11-27T11:00:00.000Z', pause_reason: 'The receiver answered 500.' };
  test('says so, why, and what happens next', () => {
    expect(webhookLabel(paused)).toBe('Paused: the receiver keeps failing');
    expect(pauseNotice(paused, now)).toMatch(
      /^Paused .+ after too many failed calls in a row\. The receiver answered 500\. New deliveries wait\./,
    );
  });
  test('is none of its own while it works, or while a member has paused it', () => {
    expect(webhookLabel({ active: true, paused_at: null })).toBe('Active');
    expect(webhookLabel({ ...paused, active: false })).toBe('Paused: not receiving new leads');
    expect(pauseNotice({ paused_at: null, pause_reason: null }, now)).toBeNull();
  });
  test('shows its deliveries as waiting for it', () =>
    expect(deliveryLabel({ ...row, attempts: 2, error: 'x' }, now)).toBe(
      'Waiting until the webhook is resumed (2 attempts so far)',
    ));
});

test('what was dropped is counted by kind', () => {
  const well = { waiting: 0, failed: 0, dropped: null };
  const dropped = { count: 1_200, first_at: '2026-11-27T11:00:00.000Z', last_at: '2026-11-27T11:30:00.000Z' };
  expect(droppedNotices({ max_waiting: 10_000, mail: well, webhook: well }, now)).toEqual([]);
  const [notice, ...others] = droppedNotices({ max_waiting: 10_000, mail: well, webhook: { ...well, dropped } }, now);
  expect(others).toEqual([]);
  expect(notice).toMatch(/^1,200 webhook calls were not sent, because 10,000 were already waiting\./);
});

test('a test email is sent, except by a demo that only shows it', () => {
  expect(sentWords({ shown_at: null })).toBe('Sent. The mail server accepted it.');
  expect(sentWords({ shown_at: '/demo/mails' })).toBe('Done. It is among the emails of the demo.');
});
