// What has to pass through any proxy: WebSockets, and an answer while it is written.
import assert from 'node:assert/strict';
import https from 'node:https';

import { WebSocket } from 'ws';

import { newClientId, shopOrigin } from '../support/world.js';

export async function assertWebSocketPasses(proxy, realtimeKey) {
  const socket = new WebSocket(
    `${proxy.base.replace('https', 'wss')}/app/${realtimeKey}?protocol=7`,
    { ...proxy.trust, headers: { Host: 'chat.example.com' } },
  );
  const greeting = await new Promise((resolve, reject) => {
    socket.on('message', (data) => resolve(JSON.parse(data)));
    socket.on('error', reject);
  });
  assert.equal(greeting.event, 'pusher:connection_established');
  socket.close();
}

export async function assertStreamPasses(proxy, token) {
  const payload = JSON.stringify({
    client_id: newClientId('s'),
    body: 'How do I clean the grinder?',
  });
  const events = await new Promise((resolve, reject) => {
    const request = https.request(new URL('/v1/widget/messages/stream', proxy.base), {
      method: 'POST',
      agent: proxy.agent,
      headers: {
        Host: 'chat.example.com',
        Origin: shopOrigin,
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(payload),
      },
    });
    request.on('error', reject);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => (text += part));
      response.on('end', () => resolve(text.match(/^event: .*$/gm)));
    });
    request.end(payload);
  });
  assert.equal(events[0], 'event: accepted');
  assert.equal(events.at(-1), 'event: done');
}
