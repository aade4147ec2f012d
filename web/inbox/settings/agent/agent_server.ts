/** The calls of an agent's settings. Knows URLs and shapes; stateless. */

import {
  agentList,
  agentSettings,
  ruleList,
  type Agent,
  type SentRule,
} from '../../../shared/wire_agents';
import { ask } from '../../lib/server';

export type Profile = Omit<Agent, 'id' | 'theme'>;

const agentPath = (id: string) => `/api/agents/${encodeURIComponent(id)}`;

export const agentServer = {
  agents: () => ask('/api/agents', { read: agentList }),
  setProfile: (id: string, profile: Profile) =>
    ask(agentPath(id), { method: 'PATCH', json: profile, read: agentSettings }),
  rules: (id: string) => ask(`${agentPath(id)}/rules`, { read: ruleList }),
  /** The whole list, in order. */
  setRules: (id: string, rules: readonly SentRule[]) =>
    ask(`${agentPath(id)}/rules`, { method: 'PUT', json: { rules }, read: ruleList }),
};
