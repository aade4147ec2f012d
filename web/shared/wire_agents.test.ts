import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { list } from './fields';
import { colleague } from './wire';
import { agentSettings, behaviorRule } from './wire_agents';

/** The golden files that the server's own tests assert. */
const golden = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../tests/wire/${name}.json`, import.meta.url), 'utf8'));

describe('what the server says of agents, rules and members', () => {
  it('is read whole, so that what is sent back loses nothing', () => {
    expect(agentSettings(golden('agent.settings'))).toEqual(golden('agent.settings'));
    expect(list(behaviorRule)(golden('rules.settings'))).toEqual(golden('rules.settings'));
  });

  it('tells the e-mail of a member to those who manage them', () => {
    expect(colleague(golden('member.managed')).email).toBe('ada@example.com');
    expect(colleague(golden('member')).email).toBeNull();
  });
});
