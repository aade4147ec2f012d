/**
 * What an open panel needs of the answer of `/v1/widget/init`. Read leniently and without the
 * readers of shared/, which come with the conversation: that reads the rest, out of `whole`.
 */

import type { Controller } from '../../shared/wire_parts/person';
import { fieldsOf, textOrNull } from '../state/storage';

export interface Opening {
  conversation_id: string;
  anon_id: string;
  token: string;
  controller: Controller;
  holder: string | null;
  queue_position: number | null;
  last_seq: number;
  agent: {
    name: string;
    greeting: string;
    starters: string[];
    theme: { accent: string | null };
    privacy_url: string | null;
  };
  whole: unknown;
}

/** Throws if it is no such answer. */
export function readOpening(whole: unknown): Opening {
  const from = fieldsOf(whole);
  const agent = fieldsOf(from['agent']);
  const text = (value: unknown): string => {
    if (typeof value !== 'string') throw new TypeError('no answer of init');
    return value;
  };
  const { controller, starters, queue_position } = { ...agent, ...from };
  return {
    conversation_id: text(from['conversation_id']),
    anon_id: text(from['anon_id']),
    token: text(from['token']),
    controller: controller === 'human' || controller === 'queued' ? controller : 'bot',
    holder: textOrNull(fieldsOf(from['claimed_by'])['name']),
    queue_position: typeof queue_position === 'number' ? queue_position : null,
    last_seq: Number(from['last_seq']) || 0,
    agent: {
      name: text(agent['name']),
      greeting: textOrNull(agent['greeting']) ?? '',
      starters: Array.isArray(starters) ? starters.map(String) : [],
      theme: { accent: textOrNull(fieldsOf(agent['theme'])['accent']) },
      privacy_url: textOrNull(agent['privacy_url']),
    },
    whole,
  };
}
