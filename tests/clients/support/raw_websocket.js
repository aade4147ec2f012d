// A WebSocket client that sends bytes as it is told to, right or wrong, and reads frames until the
// server hangs up. Owns the connection; knows no Pusher event but the first.
import net from 'node:net';

/** Milliseconds that the server may take to answer and hang up. */
const patience = 15_000;

export const op = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 };

/** The length in its shortest form, or in `form`: 7, 16 or 64 bits. `size` may be a bigint. */
function lengthBytes(size, form) {
  const bits = form ?? (size < 126 ? 7 : size < 65_536 ? 16 : 64);
  if (bits === 7) return Buffer.from([Number(size)]);
  const bytes = Buffer.alloc(bits === 16 ? 3 : 9);
  bytes[0] = bits === 16 ? 126 : 127;
  if (bits === 16) bytes.writeUInt16BE(Number(size), 1);
  else bytes.writeBigUInt64BE(BigInt(size), 1);
  return bytes;
}

/**
 * A client's frame. `mask`: four bytes, or null for a frame without. `announced`: a length that is
 * not the payload's.
 */
export function frame(opcode, payload = '', options = {}) {
  const { fin = true, rsv = 0, mask = [0x12, 0x34, 0x56, 0x78], form, announced } = options;
  const body = Buffer.from(payload);
  const length = lengthBytes(announced ?? body.length, form);
  if (mask !== null) {
    length[0] |= 0x80;
    for (let i = 0; i < body.length; i += 1) body[i] ^= mask[i % 4];
  }
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  return Buffer.concat([Buffer.from([first]), length, Buffer.from(mask ?? []), body]);
}

/** Takes the whole frames of a server off the front of `bytes`: [frames, rest]. */
function readFrames(bytes) {
  const frames = [];
  let rest = bytes;
  while (rest.length >= 2) {
    if ((rest[1] & 0x80) !== 0) throw new Error('a frame of the server is masked');
    let size = rest[1] & 0x7f;
    let head = 2;
    if (size === 126) [size, head] = [rest.length < 4 ? Infinity : rest.readUInt16BE(2), 4];
    if (size === 127)
      [size, head] = [rest.length < 10 ? Infinity : Number(rest.readBigUInt64BE(2)), 10];
    if (rest.length < head + size) break;
    frames.push({
      opcode: rest[0] & 0x0f,
      fin: (rest[0] & 0x80) !== 0,
      payload: Buffer.from(rest.subarray(head, head + size)),
    });
    rest = rest.subarray(head + size);
  }
  return [frames, rest];
}

const upgrade = (key) =>
  `GET /app/${key}?protocol=7 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\n` +
  'Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';

/**
 * Upgrades, sends the bytes and gives all frames after the greeting, up to the server's hanging up.
 * `pieces`: 'whole' (one write), 'single' (a write for each byte) or 'early' (with the upgrade).
 */
export function talk(port, key, bytes, pieces = 'whole') {
  return new Promise((resolve, reject) => {
    const frames = [];
    let unread = Buffer.alloc(0);
    let upgraded = false;
    let greeted = false;
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    const finish = (act) => {
      clearTimeout(timer);
      socket.destroy();
      act();
    };
    const timer = setTimeout(
      () => finish(() => reject(new Error(`the server did not hang up; heard ${frames.length}`))),
      patience,
    );
    const early = pieces === 'early' ? bytes : Buffer.alloc(0);
    socket.write(Buffer.concat([Buffer.from(upgrade(key)), early]));

    const greet = () => {
      greeted = true;
      if (pieces === 'whole') socket.write(bytes);
      if (pieces === 'single') for (const byte of bytes) socket.write(Buffer.from([byte]));
    };
    socket.on('data', (part) => {
      unread = Buffer.concat([unread, part]);
      if (!upgraded) {
        const end = unread.indexOf('\r\n\r\n');
        if (end < 0) return;
        upgraded = true;
        unread = unread.subarray(end + 4);
      }
      let more;
      try {
        [more, unread] = readFrames(unread);
      } catch (error) {
        return finish(() => reject(error));
      }
      frames.push(...more);
      if (!greeted && frames.length > 0) greet();
    });
    socket.on('error', () => {});
    // The server ends its side first; 'close' alone means that it reset the connection.
    socket.on('end', () => finish(() => resolve(frames.slice(1))));
    socket.on('close', () => finish(() => resolve(frames.slice(1))));
  });
}
