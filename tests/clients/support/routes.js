// The server's own table of routes (`takeover routes`), with a body for each that needs one.
import { run } from './server.js';
import { newClientId, password } from './world.js';

/** Nobody listens there. */
export const nobody = 'http://127.0.0.1:9/';

/** A body that the route would accept from whoever may call it. */
export const bodies = {
  'POST /api/session/workspace': (place) => ({ id: place.workspace }),
  'POST /api/conversations/{id}/claim': () => ({}),
  'POST /api/conversations/{id}/release': () => ({}),
  'POST /api/conversations/{id}/messages': () => ({ client_id: newClientId(), body: 'Hello' }),
  'POST /api/conversations/{id}/notes': () => ({ client_id: newClientId(), body: 'Hello' }),
  'POST /api/conversations/{id}/transfer': (place) => ({ user_id: place.member }),
  'POST /api/conversations/{id}/keep': () => ({}),
  'POST /api/queue/next': () => ({}),
  'PUT /api/availability': () => ({ available: true }),
  'PUT /api/settings/live-chat': () => ({ hours: { always_open: true }, queue_position: 'hidden' }),
  'PUT /api/agents/{id}/hours': () => ({ hours: null }),
  'PATCH /api/agents/{id}': () => ({ greeting: 'Hi! How can I help?' }),
  'PUT /api/agents/{id}/rules': () => ({ rules: [] }),
  'POST /api/members': () => ({
    name: 'Lee',
    email: `${newClientId()}@northline.example`,
    role: 'member',
    password,
  }),
  'PATCH /api/members/{id}': () => ({ role: 'admin' }),
  'POST /api/conversations/bulk-delete': (place) => ({ ids: [place.conversation] }),
  'POST /api/conversations/delete-empty': () => ({}),
  'PATCH /api/leads/{id}': () => ({ status: 'won' }),
  'POST /api/webhooks': () => ({ url: nobody }),
  'PATCH /api/webhooks/{id}': () => ({ active: true }),
  'POST /api/webhooks/{id}/test': () => ({}),
  'POST /api/webhooks/{id}/resume': () => ({}),
  'POST /api/jobs/{id}/retry': () => ({}),
  'POST /api/settings/mail/test': () => ({}),
  'POST /v1/widget/messages': () => ({ client_id: newClientId(), body: 'Hello' }),
  'POST /v1/widget/messages/stream': () => ({ client_id: newClientId(), body: 'Hello' }),
  'POST /v1/widget/leads': () => ({
    client_id: newClientId(),
    source: 'form',
    fields: { email: 'again@example.com' },
  }),
  'POST /v1/widget/page': () => ({ page_url: 'https://shop.example/cups' }),
  'POST /v1/widget/handoff': () => ({}),
  'POST /v1/widget/clear': () => ({}),
};

/** Every route: {name, method, pattern, caller, least}. */
export const table = (await run(['routes'])).stdout
  .trim()
  .split('\n')
  .map((line) => {
    const [method, pattern, caller, least] = line.split(' ');
    return { name: `${method} ${pattern}`, method, pattern, caller, least };
  });
