/** How a conversation stands, as the panel's head and foot say it. Pure. */

import { hasGap } from '../../shared/timeline_state';
import type { ChatState } from '../state/chat_store';
import { firstName } from '../view/names';
import { openingStanding, type Standing } from '../view/opening';

export const agentName = ({ agent }: ChatState): string => agent?.name ?? 'The assistant';

export function standingOf(state: ChatState): Standing {
  const { offline, timeline, controller } = state;
  const standing = openingStanding(state);
  const human = controller === 'human' ? (state.holder ?? 'Our team') : null;
  if (offline) {
    const unsent = timeline.pending.length;
    if (unsent > 0)
      standing.left = [
        'clock',
        unsent === 1 ? '1 message not sent yet' : `${unsent} messages not sent yet`,
      ];
  } else if (hasGap(timeline)) standing.badge = ['late', 'sync', 'Catching up'];
  else if (human !== null) standing.badge = ['hu', 'person', 'Human is here'];
  else if (controller === 'queued') standing.badge = ['', 'bot', 'AI assistant, paused'];
  if (human !== null) {
    standing.human = human;
    standing.placeholder = `Message ${firstName(state.holder ?? 'us')}`;
    standing.left ??= ['person', `You\u2019re talking to ${firstName(state.holder ?? 'us')}`];
  } else if (controller === 'queued') standing.left ??= ['hand', 'Getting you a human'];
  const control = timeline.entries.findLast((entry) => entry.meta.epoch !== undefined);
  if (control?.kind === 'released' && control.meta.reason === 'timeout')
    standing.ask = ['retry', 'Ask for a human again'];
  const seconds = Math.ceil((state.sendFrom - Date.now()) / 1000);
  if (timeline.pending.length > 0 && seconds > 0)
    standing.wait = `That was a little fast. You can send again in ${seconds} s.`;
  if (timeline.writing || state.awaited > 0) standing.writes = `${agentName(state)} is writing`;
  return standing;
}
