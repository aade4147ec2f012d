/**
 * The visitor's own sends, in order, each under its client id until the server has it: queues, sends one after the
 * other, reads the streamed answer, retries what has an unknown outcome. Survives a change of page.
 */

import { outcomeUnknown, problem, type Problem } from '../shared/api';
import * as lines from '../shared/timeline';
import { delta, entryAnswer } from '../shared/wire';
import type { Chat } from './chat';
import { newId } from './ids';
import { events, type StreamEvent } from './sse';

const times = { retry: 1_000, slow: 15_000 };
const quickTries = 3;

export class Outbox {
  readonly #chat: Chat;
  readonly #tries = new Map<string, number>();
  #sending: string | null = null;
  #streams = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The conversation that the remembered sends are of. */
  readonly #remembered: string | null;

  constructor(chat: Chat) {
    this.#chat = chat;
    this.#remembered = chat.memory.get().conversation_id;
  }

  /** True while the answer to a send is being read. */
  get streaming(): boolean {
    return this.#streams > 0;
  }

  add(body: string): void {
    const created_at = new Date().toISOString();
    const send = { client_id: newId(), kind: 'message' as const, body, created_at, state: 'waiting' as const, reason: null };
    this.#chat.update(lines.sendAdded(this.#chat.state.timeline, send));
    this.#remember();
    this.pump();
  }

  /** The same send, under the same client id. */
  retry(clientId: string): void {
    this.#tries.delete(clientId);
    this.#change(clientId, 'waiting');
    this.pump();
  }

  forget(): void {
    this.#sending = null;
    this.#chat.memory.set({ pending: [] });
    this.#chat.update({ ...this.#chat.state.timeline, pending: [] });
  }

  /** What goes along into a conversation that begins or resumes now. Sends of another conversation wait for a word. */
  carried(conversationId: string): lines.PendingSend[] {
    const current = this.#chat.state.timeline.pending;
    if (current.length > 0) return [...current];
    const state = this.#remembered === conversationId ? 'waiting' : 'failed';
    return this.#chat.memory.get().pending.map((one) => ({ ...one, kind: 'message', state }));
  }

  /** Sends the next one that waits, unless one is on its way or it is too early. */
  pump(): void {
    const { phase, sendFrom, timeline } = this.#chat.state;
    const next = timeline.pending.find((one) => one.state === 'waiting');
    if (phase !== 'ready' || this.#sending !== null || next === undefined) return;
    const early = sendFrom - Date.now();
    if (early > 0) return this.#later(early);
    clearTimeout(this.#timer);
    this.#sending = next.client_id;
    this.#change(next.client_id, 'sending');
    void this.#send(next);
  }

  #later(delay: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.pump(), delay);
  }

  async #send(send: lines.PendingSend): Promise<void> {
    const { client_id, body } = send;
    const before = this.#chat.conversation;
    const found = await this.#chat.session.open('/v1/widget/messages/stream', { client_id, body });
    if (this.#chat.conversation !== before && !this.#waits(client_id)) return; // The visitor has cleared it away.
    if (found instanceof Response) await this.#read(found, send);
    else this.#undelivered(send, found);
  }

  async #read(response: Response, send: lines.PendingSend): Promise<void> {
    let accepted = false;
    let done = false;
    let awaited = false;
    const conversation = this.#chat.conversation;
    let epoch = 0;
    const awaits = (yes: boolean) => {
      if (yes) ({ epoch } = this.#chat);
      // An epoch that has ended took its count along.
      if (yes !== awaited && epoch === this.#chat.epoch) this.#chat.set({ awaited: this.#chat.state.awaited + (yes ? 1 : -1) });
      awaited = yes;
    };
    this.#streams += 1;
    try {
      for await (const event of events(response.body ?? new ReadableStream())) {
        if (this.#chat.conversation !== conversation) break;
        done ||= event.name === 'done';
        this.#apply(event);
        if (event.name === 'accepted') {
          accepted = true;
          this.#delivered(send.client_id);
          awaits(this.#chat.state.controller === 'bot');
        } else {
          awaits(false);
        }
      }
    } catch {
      // The connection broke, or an event could not be read: what follows asks for the rest.
    }
    this.#streams -= 1;
    awaits(false);
    if (this.#chat.conversation !== conversation) return;
    if (!accepted) return this.#undelivered(send, problem('offline', 0, 'The connection dropped'));
    if (!this.#chat.joined && !done) this.#chat.update(lines.connectionLost(this.#chat.state.timeline));
    if (!this.#chat.joined || !done) void this.#chat.catchUp();
  }

  #apply(event: StreamEvent): void {
    const { timeline } = this.#chat.state;
    const data: unknown = JSON.parse(event.data);
    if (event.name === 'delta') this.#chat.update(lines.deltaArrived(timeline, delta(data)));
    else if (event.name === 'accepted' || event.name === 'message') {
      this.#chat.update(lines.acknowledged(timeline, entryAnswer(data).entry));
    }
  }

  #delivered(clientId: string): void {
    this.#tries.delete(clientId);
    // The entry has taken the send's place already, unless it was an old one that stood in the timeline before.
    this.#chat.update(lines.sendDropped(this.#chat.state.timeline, clientId));
    this.#next(clientId);
  }

  #undelivered(send: lines.PendingSend, why: Problem): void {
    const clientId = send.client_id;
    if (!this.#waits(clientId)) return this.#next(clientId); // It has arrived: the realtime channel said so.
    if (why.status === 410) {
      this.#chat.end();
    } else if (why.status === 429) {
      this.#chat.set({ sendFrom: Date.now() + (why.retryAfter ?? 5) * 1000 });
      this.#change(clientId, 'waiting');
    } else if (outcomeUnknown(why)) {
      const tries = (this.#tries.get(clientId) ?? 0) + 1;
      this.#tries.set(clientId, tries);
      // Without a network there is nothing to try again by hand, even while the channel does not know it yet.
      const givenUp = tries > quickTries && this.#chat.joined && globalThis.navigator?.onLine !== false;
      this.#change(clientId, givenUp ? 'failed' : 'waiting');
      const delay = tries > quickTries ? times.slow : (why.retryAfter ?? 0) * 1000 || times.retry * 2 ** (tries - 1);
      this.#sending = null;
      this.#remember();
      return this.#later(delay);
    } else {
      this.#change(clientId, 'failed', why.status === 413 ? 'It\u2019s too long.' : Object.values(why.errors)[0] ?? null);
    }
    this.#next(clientId);
  }

  #waits(clientId: string): boolean {
    return this.#chat.state.timeline.pending.some((one) => one.client_id === clientId);
  }

  #next(clientId: string): void {
    if (this.#sending === clientId) this.#sending = null;
    this.#remember();
    this.pump();
  }

  #change(clientId: string, state: lines.PendingSend['state'], reason: string | null = null): void {
    this.#chat.update(lines.sendChanged(this.#chat.state.timeline, clientId, { state, reason }));
  }

  #remember(): void {
    const pending = this.#chat.state.timeline.pending.map((one) => ({
      ...one,
      kind: 'message' as const,
      state: one.state === 'failed' ? one.state : ('waiting' as const),
    }));
    this.#chat.memory.set({ pending });
  }
}
