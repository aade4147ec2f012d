// A plain HTTP client: the caller sets every header, connections are kept alive. Owns no route and
// no token.
import http from 'node:http';
import net from 'node:net';

const shared = new http.Agent({ keepAlive: true, maxSockets: 256 });

/** Milliseconds that one call may take before the test fails. */
const patience = 30_000;

export class Answer {
  constructor(status, headers, text) {
    this.status = status;
    this.headers = headers;
    this.text = text;
  }
  get json() {
    return JSON.parse(this.text);
  }
  /** The last part of the problem's type, or '' where the answer is no problem document. */
  get problem() {
    if (!String(this.headers['content-type']).startsWith('application/problem+json')) return '';
    return this.json.type.split('/').at(-1);
  }
}

function begin(
  base,
  method,
  path,
  { json, form, body, headers = {}, token, cookie, cut = false, agent = shared } = {},
) {
  const all = { ...headers };
  let payload = body;
  if (json !== undefined) {
    payload = JSON.stringify(json);
    all['Content-Type'] ??= 'application/json';
  } else if (form !== undefined) {
    payload = new URLSearchParams(form).toString();
    all['Content-Type'] ??= 'application/x-www-form-urlencoded';
  }
  if (payload !== undefined) all['Content-Length'] ??= Buffer.byteLength(payload);
  if (token !== undefined) all.Authorization = `Bearer ${token}`;
  if (cookie !== undefined) all.Cookie = cookie;
  const request = http.request(new URL(path, base), { method, headers: all, agent });
  request.setTimeout(patience, () =>
    request.destroy(new Error(`${method} ${path}: no answer within ${patience} ms`)),
  );
  // As if the network went when the last byte had been sent: the caller never hears what came of
  // it.
  if (cut)
    request.on('finish', () => request.destroy(Object.assign(new Error('cut'), { code: 'ECUT' })));
  request.end(payload);
  return request;
}

/** Sends and gives the whole answer, whatever its status. Rejects when none came. */
export function call(base, method, path, options) {
  return new Promise((resolve, reject) => {
    const request = begin(base, method, path, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () =>
        resolve(new Answer(response.statusCode, response.headers, Buffer.concat(parts).toString())),
      );
    });
  });
}

/** An answer that must have one of the given statuses; for steps that prepare a test. */
export async function expectCall(statuses, base, method, path, options) {
  const answer = await call(base, method, path, options);
  if (![statuses].flat().includes(answer.status)) {
    throw new Error(`${method} ${path}: expected ${statuses}, got ${answer.status} ${answer.text}`);
  }
  return answer;
}

/**
 * Opens a stream of server-sent events. Resolves with the answer's head; `onEvent(name, data)`
 * hears each event; `ended` resolves with all events when the stream is over.
 */
export function openStream(base, path, options, onEvent = () => {}) {
  return new Promise((resolve, reject) => {
    const request = begin(base, 'POST', path, options);
    request.on('error', reject);
    request.on('response', (response) => {
      const events = [];
      let rest = '';
      response.setEncoding('utf8');
      const ended = new Promise((done, failed) => {
        response.on('error', failed);
        response.on('end', () => done(events));
      });
      ended.catch(() => {});
      response.on('data', (part) => {
        rest += part;
        for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n')) {
          const event = readEvent(rest.slice(0, end));
          rest = rest.slice(end + 2);
          if (event === null) continue;
          events.push(event);
          onEvent(event.name, event.data);
        }
      });
      resolve({
        status: response.statusCode,
        headers: response.headers,
        events,
        ended,
        close: () => request.destroy(),
      });
    });
  });
}

function readEvent(block) {
  let name = 'message';
  const data = [];
  for (const line of block.split('\n')) {
    if (line.startsWith('event:')) name = line.slice(6).trim();
    else if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
  }
  return data.length === 0 ? null : { name, data: JSON.parse(data.join('\n')) };
}

/**
 * Sends bytes as they are on a connection of their own and gives the status of the first answer, or
 * 0 if the server hung up without one. For what no HTTP library would send.
 */
export function sendBytes(port, bytes) {
  return new Promise((resolve, reject) => {
    let heard = '';
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes));
    const finish = () => {
      clearTimeout(timer);
      socket.destroy();
      const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(heard)?.[1] ?? 0);
      const [head, ...body] = heard.split('\r\n\r\n');
      const headers = head.split('\r\n').slice(1).map((line) => /^([^:]*): *(.*)$/.exec(line));
      resolve(
        new Answer(
          status,
          {
            'content-type': '',
            ...Object.fromEntries(headers.filter(Boolean).map(([, name, value]) => [name.toLowerCase(), value])),
          },
          body.join('\r\n\r\n'),
        ),
      );
    };
    const timer = setTimeout(
      () => reject(new Error(`no answer within ${patience} ms; heard: ${heard}`)),
      patience,
    );
    socket.setEncoding('latin1');
    socket.on('data', (part) => {
      heard += part;
      const length = /^content-length: *(\d+)/im.exec(heard);
      const head = heard.indexOf('\r\n\r\n');
      if (head >= 0 && length !== null && heard.length >= head + 4 + Number(length[1])) finish();
    });
    socket.on('close', finish);
    socket.on('error', finish);
  });
}
