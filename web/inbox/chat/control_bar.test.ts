import { describe, expect, it } from 'vitest';
import { aConversation } from '../lib/fixtures';
import { controlBarOf, type ControlSituation } from './control_bar';

const now = (more: Partial<ControlSituation> = {}): ControlSituation => ({
  me: 'me', mayForce: false, offline: false, claiming: null, releasing: false, ...more,
});
const held = (id: string) =>
  aConversation({
    controller: 'human',
    claimed_by_user_id: id,
    claimed_by: { id, name: 'Ben Okafor' },
  });

describe('the control bar', () => {
  it('offers to take over from the bot and from the queue', () => {
    expect(controlBarOf(aConversation(), now())).toMatchObject({
      state: 'bot',
      label: 'Take over',
      disabled: false,
    });
    expect(controlBarOf(aConversation({ controller: 'queued' }), now())).toMatchObject({
      state: 'queued',
      label: 'Take over',
      disabled: false,
    });
  });

  it('shows no hold before it is acknowledged', () => {
    expect(controlBarOf(held('me'), now({ claiming: { still: false } }))).toMatchObject({
      state: 'claiming',
      label: 'Taking over…',
      disabled: true,
    });
    expect(controlBarOf(aConversation(), now({ claiming: { still: true } }))).toMatchObject({
      label: 'Still trying',
    });
  });

  it('lets the holder hand back', () => {
    expect(controlBarOf(held('me'), now())).toMatchObject({
      state: 'you',
      label: 'Hand back to bot',
      disabled: false,
    });
  });

  it('lets owners and admins ask to take over from another, and tells members why they cannot', () => {
    expect(controlBarOf(held('ben'), now({ mayForce: true }))).toMatchObject({
      state: 'held',
      label: 'Take over from Ben…',
      disabled: false,
      primary: false,
    });
    expect(controlBarOf(held('ben'), now())).toMatchObject({
      disabled: true,
      why: 'Only admins and owners can take over from Ben',
    });
  });

  it('does nothing while offline, and before it is known who answers', () => {
    for (const conversation of [aConversation(), held('me'), held('ben')]) {
      expect(controlBarOf(conversation, now({ offline: true, mayForce: true }))).toMatchObject({
        disabled: true,
        why: 'You are offline',
      });
    }
    expect(controlBarOf(null, now()).disabled).toBe(true);
  });
});
