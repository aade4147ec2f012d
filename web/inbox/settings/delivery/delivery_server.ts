/** The calls of the settings page. Knows URLs and shapes; stateless. */

import { nothing } from '../../../shared/api';
import {
  delivery,
  deliveryPage,
  jobPage,
  mailState,
  mailTest,
  newWebhook,
  queueState,
  webhook,
  webhookList,
} from '../../../shared/wire_delivery';
import { ask, query } from '../../lib/server';

const webhookPath = (id: string) => `/api/webhooks/${encodeURIComponent(id)}`;
const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;
/** Milliseconds: a test waits up to 10 seconds for the mail server. */
const testTimeout = 15_000;

export const deliveryServer = {
  webhooks: () => ask('/api/webhooks', { read: webhookList }),
  addWebhook: (url: string) =>
    ask('/api/webhooks', { method: 'POST', json: { url }, read: newWebhook }),
  setActive: (id: string, active: boolean) =>
    ask(webhookPath(id), { method: 'PATCH', json: { active }, read: webhook }),
  resume: (id: string) =>
    ask(`${webhookPath(id)}/resume`, { method: 'POST', json: {}, read: webhook }),
  queue: () => ask('/api/settings/delivery', { read: queueState }),
  removeWebhook: (id: string) => ask(webhookPath(id), { method: 'DELETE', read: nothing }),
  ping: (id: string) =>
    ask(`${webhookPath(id)}/test`, { method: 'POST', json: {}, read: delivery }),
  deliveries: (id: string, cursor: string | null = null) =>
    ask(`${webhookPath(id)}/deliveries${query({ limit: 20, cursor })}`, { read: deliveryPage }),
  mailJobs: () => ask(`/api/jobs${query({ kind: 'mail', limit: 20 })}`, { read: jobPage }),
  retry: (id: string) => ask(`${jobPath(id)}/retry`, { method: 'POST', json: {}, read: nothing }),
  forget: (id: string) => ask(jobPath(id), { method: 'DELETE', read: nothing }),
  mail: () => ask('/api/settings/mail', { read: mailState }),
  testMail: () =>
    ask('/api/settings/mail/test', {
      method: 'POST',
      json: {},
      timeout: testTimeout,
      read: mailTest,
    }),
};
