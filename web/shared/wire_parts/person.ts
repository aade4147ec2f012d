/** The smallest objects of docs/protocol.md, which others are made of. */

import { shape, text, word, type Read } from '../fields';

export const person = shape({ id: text, name: text });
export type Person = Read<typeof person>;

export const controller = word(['bot', 'queued', 'human'], 'bot');
export type Controller = Read<typeof controller>;
