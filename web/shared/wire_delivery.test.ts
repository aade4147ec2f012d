import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { delivery, job, queueState, webhook } from './wire_delivery';

/** The golden files that the server's own tests assert. */
const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/wire/${name}.json`, import.meta.url), 'utf8'));

describe('what the server says of webhooks and mail', () => {
  it('reads a webhook', () => {
    expect(webhook(golden('webhook'))).toMatchObject({
      url: 'https://crm.example.com/hook',
      events: ['lead.captured'],
      active: true,
    });
  });

  it('reads a webhook that was paused', () => {
    expect(webhook(golden('webhook.paused'))).toMatchObject({
      active: true,
      pause_reason: 'The receiver answered 500.',
    });
  });

  it('reads a queue that was full', () => {
    expect(queueState(golden('delivery_queue'))).toMatchObject({
      max_waiting: 10_000,
      mail: { dropped: null },
      webhook: { waiting: 10_000, dropped: { count: 41 } },
    });
  });

  it('reads a delivery that waits, and one that arrived', () => {
    expect(delivery(golden('delivery.waiting'))).toMatchObject({
      state: 'waiting',
      attempts: 2,
      status_code: 500,
    });
    expect(delivery(golden('delivery.delivered'))).toMatchObject({
      state: 'delivered',
      error: null,
      next_try_at: null,
    });
  });

  it('reads a mail that was given up', () => {
    expect(job(golden('job.mail'))).toMatchObject({
      kind: 'mail',
      state: 'failed',
      recipient: { name: 'Ada Lindqvist' },
    });
  });
});
