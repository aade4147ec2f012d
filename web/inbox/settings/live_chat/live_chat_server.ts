/** The calls for business hours and the queue. Knows URLs and shapes; stateless. */

import { liveChat, type LiveChat } from '../../../shared/wire';
import { ask } from '../../lib/server';

export const liveChatServer = {
  settings: () => ask('/api/settings/live-chat', { read: liveChat }),
  setSettings: (settings: Pick<LiveChat, 'hours' | 'queue_position'>) =>
    ask('/api/settings/live-chat', { method: 'PUT', json: settings, read: liveChat }),
};
