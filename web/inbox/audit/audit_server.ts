/** The audit log's calls. Knows URLs and shapes; stateless. */

import { auditCheck, auditPage } from '../../shared/wire';
import { ask, query } from '../lib/server';

export const auditServer = {
  log: (filters: { actor?: string; action?: string; target?: string }, cursor: string | null) =>
    ask(`/api/audit-logs${query({ ...filters, cursor })}`, { read: auditPage }),
  check: (after: number) => ask(`/api/audit-logs/check${query({ after })}`, { read: auditCheck }),
};
