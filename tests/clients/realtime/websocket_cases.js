// What a WebSocket server must do with frames right and wrong, as a table: the cases of the
// Autobahn test suite (its numbers stand in front), with pusher:ping in the place of its echo.
// Each case says what it sends and everything that the server answers. Source: RFC 6455.
import { frame, op } from '../support/raw_websocket.js';

/** The longest message that the server takes, in bytes (docs/protocol.md). */
const limit = 16_384;

const all = (...parts) => Buffer.concat(parts);
const bytes = (hex) => Buffer.from(hex, 'hex');

/** A pusher:ping around the given bytes. */
const pingAround = (inside) =>
  all(Buffer.from('{"event":"pusher:ping","x":"'), Buffer.from(inside), Buffer.from('"}'));
const ping = pingAround('');
const pingOf = (size) => pingAround('*'.repeat(size - ping.length));

const closing = (code, reason = '') => {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return frame(op.close, all(payload, Buffer.from(reason)));
};
const bye = closing(1000);

/**
 * A case. `answers`: each frame in words, see `inWords` of the test. A case that the connection
 * survives ends with `bye`, so that its last answer is a close frame too.
 */
const survives = (name, sent, answers, pieces) => ({
  name,
  sent: all(...[sent].flat(), bye),
  answers: [...answers, 'close 1000'],
  pieces,
});
const breaks = (name, sent, code, before = [], pieces = 'whole') => ({
  name,
  // What follows is not heard.
  sent: all(...[sent].flat(), frame(op.text, ping)),
  answers: [...before, `close ${code}`],
  pieces,
});

/** The payload cut behind each of the positions, as fragments of a message. */
function fragments(opcode, payload, cuts, { last = true } = {}) {
  const ends = [...cuts, payload.length];
  return ends.map((end, i) =>
    frame(i === 0 ? opcode : op.continuation, payload.subarray(ends[i - 1] ?? 0, end), {
      fin: last && i === ends.length - 1,
    }),
  );
}
const eachByte = (payload) => Array.from({ length: payload.length - 1 }, (_, i) => i + 1);

const kinds = [
  ['1.1', 'text', op.text],
  ['1.2', 'binary', op.binary],
];

const lengths = kinds.flatMap(([n, kind, opcode]) => [
  survives(`${n}.1 ${kind} of 0 bytes`, frame(opcode), ['error 4200']),
  ...[125, 126, 127, 128, 4096, limit - 1, limit].map((size) =>
    survives(`${n} ${kind} of ${size} bytes`, frame(opcode, pingOf(size)), ['pong']),
  ),
  survives(`${n}.8 ${kind} of 1000 bytes, byte by byte`,
    frame(opcode, pingOf(1000)), ['pong'], 'single'),
  ...[limit + 1, 65_535, 65_536].map((size) =>
    breaks(`${n} ${kind} of ${size} bytes, beyond the limit`, frame(opcode, pingOf(size)), 1009),
  ),
  breaks(
    `9 ${kind} beyond the limit, before its payload has come`,
    frame(opcode, '', { form: 64, announced: 2n ** 40n }),
    1009,
  ),
  breaks(
    `9 ${kind} whose fragments are beyond the limit together`,
    fragments(opcode, pingOf(limit + 1), [6000, 12_000]),
    1009,
  ),
  survives(
    `9 ${kind} whose fragments reach the limit together`,
    fragments(opcode, pingOf(limit), [6000, 12_000]),
    ['pong'],
  ),
  breaks(`${kind} of 125 bytes with a length of 16 bits`,
    frame(opcode, pingOf(125), { form: 16 }), 1002),
  breaks(`${kind} of 125 bytes with a length of 64 bits`,
    frame(opcode, pingOf(125), { form: 64 }), 1002),
  breaks(`${kind} of 1000 bytes with a length of 64 bits`,
    frame(opcode, pingOf(1000), { form: 64 }), 1002),
  breaks(
    `${kind} with a negative length`,
    frame(opcode, '', { form: 64, announced: 2n ** 63n }),
    1002,
  ),
]);

const full = Buffer.alloc(125, 0xfe);
const tenPings = Array.from({ length: 10 }, (_, i) => frame(op.ping, `payload-${i}`));
const tenPongs = tenPings.map((_, i) => `native pong "payload-${i}"`);
const pings = [
  survives('2.1 ping without a payload', frame(op.ping), ['native pong ""']),
  survives('2.2 ping with text', frame(op.ping, 'Hello, world!'), ['native pong "Hello, world!"']),
  survives('2.3 ping with bytes that are not UTF-8', frame(op.ping, bytes('00fffefdfcfb00ff')), [
    'native pong 00fffefdfcfb00ff',
  ]),
  survives('2.4 ping of 125 bytes', frame(op.ping, full), [`native pong ${full.toString('hex')}`]),
  breaks('2.5 ping of 126 bytes', frame(op.ping, Buffer.alloc(126)), 1002),
  survives('2.6 ping of 125 bytes, byte by byte', frame(op.ping, full),
    [`native pong ${full.toString('hex')}`], 'single'),
  survives('2.7 pong that nobody asked for', frame(op.pong), []),
  survives('2.8 pong that nobody asked for, with a payload', frame(op.pong, 'unasked'), []),
  survives('2.9 pong, then ping', [frame(op.pong, 'unasked'), frame(op.ping, 'asked')], [
    'native pong "asked"',
  ]),
  survives('2.10 ten pings', tenPings, tenPongs),
  survives('2.11 ten pings, byte by byte', tenPings, tenPongs, 'single'),
  breaks('2 pong of 126 bytes', frame(op.pong, Buffer.alloc(126)), 1002),
  breaks('2 ping with a length of 16 bits', frame(op.ping, 'x', { form: 16 }), 1002),
  breaks('2 ping with a length of 64 bits', frame(op.ping, 'x', { form: 64 }), 1002),
  survives('2 ping between two messages',
    [frame(op.text, ping), frame(op.ping, 'x'), frame(op.text, ping)],
    ['pong', 'native pong "x"', 'pong']),
];

const reservedBits = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) => [
  breaks(`3 text with reserved bits ${rsv}`, frame(op.text, ping, { rsv }), 1002),
  breaks(`3 binary with reserved bits ${rsv}, after a message`,
    [frame(op.text, ping), frame(op.binary, ping, { rsv })], 1002, ['pong']),
  breaks(`3 ping with reserved bits ${rsv}, byte by byte`, frame(op.ping, 'x', { rsv }), 1002, [],
    'single'),
  breaks(`3 close with reserved bits ${rsv}`, frame(op.close, '', { rsv }), 1002),
  breaks(`3 continuation with reserved bits ${rsv}`,
    [frame(op.text, ping.subarray(0, 5), { fin: false }),
      frame(op.continuation, ping.subarray(5), { rsv })], 1002),
]);

const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) => [
  breaks(`4 opcode ${opcode}`, frame(opcode), 1002),
  breaks(`4 opcode ${opcode} with a payload, after a message`,
    [frame(op.text, ping), frame(opcode, 'x')], 1002, ['pong']),
  breaks(`4 opcode ${opcode} between fragments`,
    [frame(op.text, 'x', { fin: false }), frame(opcode, 'x', { fin: false })], 1002),
]);

const half = Math.floor(ping.length / 2);
const [first, second] = fragments(op.text, ping, [half]);
const fragmentation = [
  breaks('5.1 ping in fragments',
    [frame(op.ping, 'a', { fin: false }), frame(op.continuation, 'b')], 1002),
  breaks('5.2 pong in fragments',
    [frame(op.pong, 'a', { fin: false }), frame(op.continuation, 'b')], 1002),
  breaks('5 close in fragments', frame(op.close, bytes('03e8'), { fin: false }), 1002),
  survives('5.3 text in two fragments', [first, second], ['pong']),
  survives('5.4 text in two fragments, byte by byte', [first, second], ['pong'], 'single'),
  survives('5.5 text in fragments of one byte', fragments(op.text, ping, eachByte(ping)), ['pong']),
  survives('5.6 ping between fragments', [first, frame(op.ping, 'x'), second], [
    'native pong "x"', 'pong']),
  survives('5.7 ping between fragments, byte by byte', [first, frame(op.ping, 'x'), second],
    ['native pong "x"', 'pong'], 'single'),
  survives('5.8 pong between fragments', [first, frame(op.pong, 'x'), second], ['pong']),
  breaks('5.9 continuation of nothing', frame(op.continuation, ping), 1002),
  breaks('5.10 continuation of nothing, byte by byte',
    frame(op.continuation, ping), 1002, [], 'single'),
  breaks('5.11 continuation of nothing, not the last',
    frame(op.continuation, ping, { fin: false }), 1002),
  breaks('5.12 continuation without a payload, of nothing', frame(op.continuation), 1002),
  breaks('5.15 continuation after the last fragment', [first, second, frame(op.continuation, 'x')],
    1002, ['pong']),
  breaks('5.16 continuation before a message',
    [frame(op.continuation, 'x', { fin: false }), first], 1002),
  breaks('5.18 text in the middle of a text', [first, frame(op.text, ping)], 1002),
  breaks('5.18 binary in the middle of a text', [first, frame(op.binary, ping)], 1002),
  breaks('5.18 a second beginning', [first, first], 1002),
  survives('5.19 five fragments with pings between them',
    fragments(op.text, ping, [3, 6, 9, 12]).flatMap((part, i) => [part, frame(op.ping, `${i}`)]),
    ['native pong "0"', 'native pong "1"', 'native pong "2"', 'native pong "3"', 'pong',
      'native pong "4"']),
  survives('5 fragments without a payload around the message',
    [frame(op.text, '', { fin: false }), frame(op.continuation, ping, { fin: false }),
      frame(op.continuation)], ['pong']),
  survives('5 text of fragments without a payload',
    [frame(op.text, '', { fin: false }), frame(op.continuation)], ['error 4200']),
  survives('5 binary in two fragments', fragments(op.binary, ping, [half]), ['pong']),
  survives('5 two messages in fragments, one after the other', [first, second, first, second],
    ['pong', 'pong']),
];

const validText = {
  'letters beyond ASCII': '48656c6c6f2dc2b540c39fc3b6c3a4c3bcc3a0c3a12d5554462d382121',
  'the greek word kosme': 'cebae1bdb9cf83cebcceb5',
  'U+007F': '7f',
  'U+0080': 'c280',
  'U+07FF': 'dfbf',
  'U+0800': 'e0a080',
  'U+D7FF': 'ed9fbf',
  'U+E000': 'ee8080',
  'U+FEFF': 'efbbbf',
  'U+FFFD': 'efbfbd',
  'U+FFFE': 'efbfbe',
  'U+FFFF': 'efbfbf',
  'U+10000': 'f0908080',
  'U+1FFFE': 'f09fbfbe',
  'U+10FFFE': 'f48fbfbe',
  'U+10FFFF': 'f48fbfbf',
};
const invalidText = {
  'a stray continuation 80': '80',
  'a stray continuation bf': 'bf',
  'two stray continuations': '80bf',
  'seven stray continuations': '80bf80bf80bf80',
  'a lead of two bytes, then a blank': 'c220',
  'a lead of three bytes, then a blank': 'e020',
  'a lead of four bytes, then a blank': 'f020',
  'a lead of five bytes': 'f888808080',
  'a lead of six bytes': 'fc8480808080',
  'three bytes without the last': 'e0a022',
  'four bytes without the last': 'f0908022',
  'the byte fe': 'fe',
  'the byte ff': 'ff',
  'the bytes fe fe ff ff': 'fefeffff',
  'an overlong slash of two bytes': 'c0af',
  'an overlong slash of three bytes': 'e080af',
  'an overlong slash of four bytes': 'f08080af',
  'an overlong slash of five bytes': 'f8808080af',
  'an overlong slash of six bytes': 'fc80808080af',
  'an overlong U+007F': 'c1bf',
  'an overlong U+07FF': 'e09fbf',
  'an overlong U+FFFF': 'f08fbfbf',
  'an overlong NUL': 'c080',
  'the surrogate U+D800': 'eda080',
  'the surrogate U+DB7F': 'edadbf',
  'the surrogate U+DB80': 'edae80',
  'the surrogate U+DBFF': 'edafbf',
  'the surrogate U+DC00': 'edb080',
  'the surrogate U+DFFF': 'edbfbf',
  'a pair of surrogates': 'eda080edb080',
  'U+110000': 'f4908080',
  'U+1FFFFF': 'f7bfbfbf',
  'a word, a surrogate, a word': 'cebae1bdb9cf83cebcceb5eda080656469746564',
  'a word, U+110000, a word': 'cebae1bdb9cf83cebcceb5f4908080656469746564',
};
const kosme = pingAround(bytes(validText['the greek word kosme']));
const utf8 = [
  ...Object.entries(validText).flatMap(([name, hex]) => [
    survives(`6 text with ${name}`, frame(op.text, pingAround(bytes(hex))), ['pong']),
    survives(`6 text with ${name}, in fragments of one byte`,
      fragments(op.text, pingAround(bytes(hex)), eachByte(pingAround(bytes(hex)))), ['pong']),
  ]),
  ...Object.entries(invalidText).flatMap(([name, hex]) => [
    breaks(`6 text with ${name}`, frame(op.text, pingAround(bytes(hex))), 1007),
    // In fragments it is seen before the message is over.
    breaks(`6.4 text with ${name}, in fragments of one byte`,
      fragments(op.text, pingAround(bytes(hex)), eachByte(pingAround(bytes(hex))), { last: false }),
      1007),
  ]),
  ...['c2', 'e0a0', 'f09080', 'cebae1'].map((hex) =>
    breaks(`6 text that ends inside of a character (${hex})`, frame(op.text, bytes(hex)), 1007),
  ),
  breaks('6 text that ends inside of a character, in two fragments',
    fragments(op.text, bytes('cebae1bd'), [3]), 1007),
  survives('6 text, byte by byte', frame(op.text, kosme), ['pong'], 'single'),
  survives('6 text with a ping inside of a character',
    [...fragments(op.text, kosme, [29], { last: false }).slice(0, 1), frame(op.ping, 'x'),
      frame(op.continuation, kosme.subarray(29))], ['native pong "x"', 'pong']),
  survives('6 binary that is not UTF-8 is a message that cannot be read',
    frame(op.binary, bytes('fffefd')), ['error 4200']),
];

const reason = Buffer.alloc(123, '*');
const closes = [
  { name: '7.1.1 close after a message', sent: all(frame(op.text, ping), bye),
    answers: ['pong', 'close 1000'] },
  { name: '7.1.2 two close frames', sent: all(bye, closing(1001)), answers: ['close 1000'] },
  { name: '7.1.3 ping after close', sent: all(bye, frame(op.ping, 'x')), answers: ['close 1000'] },
  { name: '7.1.4 text after close', sent: all(bye, frame(op.text, ping)), answers: ['close 1000'] },
  { name: '7.1.5 close between fragments', sent: all(first, bye, second), answers: ['close 1000'] },
  { name: '7.3.1 close without a payload', sent: frame(op.close), answers: ['close'] },
  { name: '7.3.2 close with half a code', sent: frame(op.close, 'x'), answers: ['close 1002'] },
  { name: '7.3.3 close with a code', sent: closing(1000), answers: ['close 1000'] },
  { name: '7.3.4 close with a reason', sent: closing(1000, 'bye'), answers: ['close 1000'] },
  { name: '7.3.5 close with the longest reason', sent: closing(1000, reason),
    answers: ['close 1000'] },
  { name: '7.3.6 close with too long a reason', sent: closing(1000, `${reason}*`),
    answers: ['close 1002'] },
  { name: '7.5.1 close with a reason that is not UTF-8', sent: closing(1000, bytes('cebaeda080')),
    answers: ['close 1007'] },
  { name: '7 close with a reason that ends inside of a character',
    sent: closing(1000, bytes('cebae1bd')), answers: ['close 1007'] },
  { name: '7 close, byte by byte', sent: closing(1000, 'bye'), answers: ['close 1000'],
    pieces: 'single' },
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000,
    4999].map((code) => ({
    name: `7.7 close with ${code}`, sent: closing(code), answers: [`close ${code}`] })),
  ...[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535].map((code) => ({
    name: `7.9 close with ${code}, which may not be sent`, sent: closing(code),
    answers: ['close 1002'] })),
];

const masking = [
  breaks('text without a mask', frame(op.text, ping, { mask: null }), 1002),
  breaks('binary without a mask, after a message',
    [frame(op.text, ping), frame(op.binary, ping, { mask: null })], 1002, ['pong']),
  breaks('ping without a mask', frame(op.ping, '', { mask: null }), 1002),
  breaks('close without a mask', frame(op.close, '', { mask: null }), 1002),
  breaks('continuation without a mask', [first, frame(op.continuation, 'x', { mask: null })], 1002),
  survives('text with a mask of zeros', frame(op.text, ping, { mask: [0, 0, 0, 0] }), ['pong']),
  survives('text with a mask of ones',
    frame(op.text, ping, { mask: [255, 255, 255, 255] }), ['pong']),
  survives('each frame with its own mask',
    [frame(op.text, ping, { mask: [1, 2, 3, 4] }), frame(op.ping, 'x', { mask: [5, 6, 7, 8] })],
    ['pong', 'native pong "x"']),
  survives('frames that come with the upgrade', [frame(op.text, ping), frame(op.ping, 'x')],
    ['pong', 'native pong "x"'], 'early'),
  breaks('a wrong frame that comes with the upgrade', frame(3), 1002, [], 'early'),
];

export const groups = {
  lengths,
  'pings and pongs': pings,
  'reserved bits': reservedBits,
  opcodes,
  fragmentation,
  'UTF-8': utf8,
  closing: closes,
  masking,
};
