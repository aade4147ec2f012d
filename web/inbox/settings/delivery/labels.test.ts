import { describe, expect, test } from 'vitest';
import { deliveryLabel, eventLabel, mailTitle, deliveryProblem } from './labels';

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
  expect(mailTitle({ conversation_id: null, recipient: { id: '1', name: 'Olga' } })).toBe(
    '“New lead” to Olga',
  );
  expect(mailTitle({ conversation_id: '2', recipient: { id: '1', name: 'Ada' } })).toBe(
    '“A visitor is waiting” to Ada',
  );
  expect(mailTitle({ conversation_id: '2', recipient: null })).toBe('“A visitor is waiting”');
});
