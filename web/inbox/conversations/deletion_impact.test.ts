import { describe, expect, it } from 'vitest';
import { deletionImpact } from './deletion_impact';
import { aConversation, aLead } from '../lib/fixtures';

const away = { id: 'v', name: null, email: null, label: 'Visitor 4K7Q', online: false, left_at: null };
const titles = (...conversations: Parameters<typeof aConversation>[0][]) =>
  deletionImpact(conversations.map(aConversation), 'me').map((loss) => loss.title);

describe('the question before a deletion', () => {
  it('always names the transcript and what is kept', () => {
    expect(titles({ visitor: away })).toEqual(['The transcript', 'Kept: the audit log']);
  });

  it('says who holds one of them', () => {
    const held = {
      visitor: away,
      controller: 'human' as const,
      claimed_by_user_id: 'ben',
      claimed_by: { id: 'ben', name: 'Ben Okafor' },
    };
    expect(titles(held)).toContain('Held by Ben right now');
    const mine = { ...held, claimed_by_user_id: 'me', claimed_by: { id: 'me', name: 'Maya' } };
    expect(titles(mine)).toContain('Held by you right now');
    expect(titles(held, mine)).toContain('2 are held right now by you and Ben');
  });

  it('counts messages, empty ones, leads and visitors who are there', () => {
    const items = deletionImpact(
      [
        aConversation({ id: 'a', visitor_message_count: 3, lead: aLead() }),
        aConversation({ id: 'b', visitor: away, engaged: false, visitor_message_count: 0 }),
      ],
      'me',
    );
    expect(items.map((loss) => loss.title)).toEqual([
      '2 transcripts',
      '1 lead loses its transcript',
      '1 visitor is still on the site',
      'Kept: the audit log',
    ]);
    expect(items[0]?.text).toBe(
      '3 visitor messages with all replies and team notes; 1 of the 2 is empty',
    );
    expect(items[1]?.text).toContain('Ingrid Solheim stays in the inbox as a lead');
  });

  it('warns of who waits for a human', () => {
    expect(titles({ visitor: away, controller: 'queued' })).toContain(
      'A visitor is waiting for a human',
    );
  });

  it('names at most three people', () => {
    const leads = ['A', 'B', 'C', 'D', 'E'].map((name) =>
      aConversation({ id: name, visitor: away, lead: aLead({ name }) }),
    );
    expect(deletionImpact(leads, 'me')[1]?.text).toMatch(/^A, B and 3 more stay/);
  });
});
