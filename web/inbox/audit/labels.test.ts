import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  actionLabel,
  detailLines,
  faultText,
  knownActions,
  shortHash,
  shortId,
  targetLabel,
  utc,
} from './labels';

/** `conversation.claim | .transfer`, … up to the semicolon, as the contract lists them. */
function listedActions(): string[] {
  const text = readFileSync(new URL('../../../docs/protocol.md', import.meta.url), 'utf8');
  const list = /^ +action: ([^;]+);/m.exec(text)?.[1] ?? '';
  return list.split(',').flatMap((group) => {
    const [first = '', ...others] = group.trim().split(/\s*\|\s*/);
    const subject = first.slice(0, first.indexOf('.'));
    return [first, ...others.map((verb) => subject + verb)];
  });
}

describe('a row of the audit log', () => {
  it('tells what changed, old and new', () => {
    expect(detailLines({ role: { old: 'member', new: 'admin' }, by: 'command line' })).toEqual([
      'role: member → admin',
      'by: command line',
    ]);
    expect(detailLines(null)).toEqual([]);
  });

  it('has words of its own for each action that the server writes', () => {
    expect(Object.keys(knownActions).sort()).toEqual(listedActions().sort());
    expect(actionLabel('live_chat.update').words).toBe('Changed business hours');
  });

  it('reads in words, also when a newer server wrote it', () => {
    expect(actionLabel('conversation.claim').words).toBe('Took over');
    expect(actionLabel('webhook.secret_rotate').words).toBe('Webhook secret rotate');
  });

  it('shows its time to the millisecond, and what tells ids and hashes apart', () => {
    expect(utc('2026-11-20T13:20:09.551Z')).toBe('2026-11-20 13:20:09.551');
    expect(shortId('01JDB6T5XG000000000000C0V0')).toBe('…0000C0V0');
    expect(shortHash('0123456789abcdef'.repeat(4))).toBe('01234567 89abcdef 01234567 89abcdef');
    expect(shortHash('')).toBe('none (first entry)');
  });

  it('names its target while that is there', () => {
    const row = {
      id: 'r',
      position: 1,
      actor: null,
      action: 'conversation.delete',
      target_type: 'conversation',
      target_id: 'c',
      target_name: null,
      created_at: '',
      details: null,
      prev_hash: '',
      hash: '',
    };
    expect(targetLabel(row)).toBe('Conversation');
    expect(targetLabel({ ...row, target_name: 'Ingrid Solheim' })).toBe('Ingrid Solheim');
  });

  it('says where the chain is broken', () => {
    expect(faultText({ position: 4173, kind: 'changed', id: null })).toBe(
      'Chain broken at entry 4,173',
    );
    expect(faultText({ position: 3, kind: 'removed', id: null })).toBe(
      'Chain broken: entry 3 was removed',
    );
  });
});
