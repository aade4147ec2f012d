/** The state that the control bar shows, and whether its button is enabled. Pure. */

import type { Conversation } from '../../shared/wire';
import { shortName } from '../lib/format';

export type ControlState = 'bot' | 'queued' | 'claiming' | 'you' | 'held';

export interface ControlBar {
  state: ControlState;
  label: string;
  disabled: boolean;
  /** The filled look: the one primary action. */
  primary: boolean;
  /** Why the button is disabled, if it is. */
  why: string | undefined;
}

export interface ControlSituation {
  me: string;
  mayForce: boolean;
  offline: boolean;
  claiming: { still: boolean } | null;
  releasing: boolean;
}

export function controlBarOf(conversation: Conversation | null, now: ControlSituation): ControlBar {
  const offline = now.offline ? 'You are offline' : undefined;
  if (conversation === null)
    return { state: 'bot', label: 'Take over', disabled: true, primary: true, why: offline };
  if (now.claiming !== null) {
    return {
      state: 'claiming',
      label: now.claiming.still ? 'Still trying' : 'Taking over…',
      disabled: true,
      primary: true,
      why: undefined,
    };
  }
  if (conversation.controller !== 'human') {
    const state = conversation.controller;
    return { state, label: 'Take over', disabled: now.offline, primary: true, why: offline };
  }
  if (conversation.claimed_by_user_id === now.me) {
    return {
      state: 'you',
      label: 'Hand back to bot',
      disabled: now.offline || now.releasing,
      primary: true,
      why: offline,
    };
  }
  const name = shortName(conversation.claimed_by?.name ?? 'another member');
  const refused = now.mayForce ? undefined : `Only admins and owners can take over from ${name}`;
  return {
    state: 'held',
    label: `Take over from ${name}…`,
    disabled: now.offline || refused !== undefined,
    primary: false,
    why: offline ?? refused,
  };
}
