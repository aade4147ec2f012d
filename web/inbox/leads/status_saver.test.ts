import { describe, expect, it } from 'vitest';
import { problem, type Answer } from '../../shared/api';
import type { Lead, LeadStatus } from '../../shared/wire';
import { StatusSaver } from './status_saver';
import { aLead } from '../lib/fixtures';

function saver() {
  const saving = new Map<string, LeadStatus>();
  const sent: LeadStatus[] = [];
  const answers: ((ok: boolean) => void)[] = [];
  let stored: LeadStatus = 'new';
  let refused = 0;
  const statuses = new StatusSaver({
    saving,
    send: (_id, status) => {
      sent.push(status);
      return new Promise<Answer<Lead>>((done) => {
        answers.push((ok) =>
          done(
            ok
              ? { ok, status: 200, serverDate: null, value: aLead({ status }) }
              : { ok, problem: problem('x', 500, 'x') },
          ),
        );
      });
    },
    saved: (lead) => (stored = lead.status),
    refused: () => (refused += 1),
  });
  return {
    sent,
    choose: (status: LeadStatus) => void statuses.choose('01LEAD', status),
    answer: async (ok: boolean) => {
      answers.shift()?.(ok);
      await new Promise((done) => setTimeout(done));
    },
    get shown() {
      return saving.get('01LEAD') ?? stored;
    },
    get refused() {
      return refused;
    },
  };
}

describe('a status', () => {
  it('is shown at once and goes back when it is refused', async () => {
    const status = saver();
    status.choose('won');
    expect(status.shown).toBe('won');
    await status.answer(false);
    expect([status.shown, status.refused]).toEqual(['new', 1]);
  });

  it('that was chosen later is sent later, and is the one that stays', async () => {
    const status = saver();
    status.choose('qualified');
    status.choose('contacted');
    status.choose('won');
    expect([status.sent, status.shown]).toEqual([['qualified'], 'won']);
    await status.answer(true);
    expect([status.sent, status.shown]).toEqual([['qualified', 'won'], 'won']);
    await status.answer(true);
    expect([status.shown, status.refused]).toEqual(['won', 0]);
  });

  it('whose request failed says nothing when another choice follows it', async () => {
    const status = saver();
    status.choose('qualified');
    status.choose('lost');
    await status.answer(false);
    expect([status.shown, status.refused]).toEqual(['lost', 0]);
    await status.answer(true);
    expect(status.shown).toBe('lost');
  });
});
