/** The calls that manage the workspace's members. Knows URLs and shapes; stateless. */

import { nothing } from '../../../shared/api';
import { colleague, colleagueList, type Role } from '../../../shared/wire';
import { ask } from '../../lib/server';

export interface NewMember {
  name: string;
  email: string;
  role: Role;
  password: string;
}

const memberPath = (id: string) => `/api/members/${encodeURIComponent(id)}`;

export const peopleServer = {
  members: () => ask('/api/members', { read: colleagueList }),
  addMember: (member: NewMember) =>
    ask('/api/members', { method: 'POST', json: member, read: colleague }),
  setRole: (id: string, role: Role) =>
    ask(memberPath(id), { method: 'PATCH', json: { role }, read: colleague }),
  removeMember: (id: string) => ask(memberPath(id), { method: 'DELETE', read: nothing }),
};
