/** The calls of the settings of agents and members. Knows addresses and shapes; keeps no state. */

import { nothing } from '../../shared/api';
import { colleague, colleagueList, type Role } from '../../shared/wire';
import { agentList, agentSettings, ruleList, type Agent, type SentRule } from '../../shared/wire_agents';
import { ask } from '../lib/server';

export type Profile = Omit<Agent, 'id'>;
export interface NewMember {
  name: string;
  email: string;
  role: Role;
  password: string;
}

const agentPath = (id: string) => `/api/agents/${encodeURIComponent(id)}`;
const memberPath = (id: string) => `/api/members/${encodeURIComponent(id)}`;

export const settingsServer = {
  agents: () => ask('/api/agents', { read: agentList }),
  setProfile: (id: string, profile: Profile) => ask(agentPath(id), { method: 'PATCH', json: profile, read: agentSettings }),
  rules: (id: string) => ask(`${agentPath(id)}/rules`, { read: ruleList }),
  /** All of them, in their order. */
  setRules: (id: string, rules: readonly SentRule[]) => ask(`${agentPath(id)}/rules`, { method: 'PUT', json: { rules }, read: ruleList }),

  members: () => ask('/api/members', { read: colleagueList }),
  addMember: (wanted: NewMember) => ask('/api/members', { method: 'POST', json: wanted, read: colleague }),
  setRole: (id: string, role: Role) => ask(memberPath(id), { method: 'PATCH', json: { role }, read: colleague }),
  removeMember: (id: string) => ask(memberPath(id), { method: 'DELETE', read: nothing }),
};
