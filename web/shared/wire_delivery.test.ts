import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { delivery, job, webhook } from './wire_delivery';

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
