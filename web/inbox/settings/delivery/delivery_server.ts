/** The calls of the settings page. Knows URLs and shapes; stateless. */

import { nothing } from '../../../shared/api';
import {
  delivery,
  deliveryPage,
  jobPage,
  mailState,
  mailTest,
  newWebhook,
  webhook,
  webhookList,
} from '../../../shared/wire_delivery';
import { ask, query } from '../../lib/server';

const webhookPath = (id: string) => `/api/webhooks/${encodeURIComponent(id)}`;
const jobPath = (id: string) => `/api/jobs/${encodeURIComponent(id)}`;
/** Milliseconds: a test waits for the mail server, which can be slow. */
const testTimeout = 65_000;

export const deliveryServer = {
  webhooks: () => ask('/api/webhooks', { read: webhookList }),
  addWebhook: (url: string) =>
    ask('/api/webhooks', { method: 'POST', json: { url }, read: newWebhook }),
  setActive: (id: string, active: boolean) =>
    ask(webhookPath(id), { method: 'PATCH', json: { active }, read: webhook }),
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
