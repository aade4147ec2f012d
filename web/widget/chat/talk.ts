/**
 * What a conversation needs once it is under way: the live channel, the outbox, the prompts. The
 * part of the chat that is loaded behind the panel.
 */

import type { Problem } from '../../shared/api';
import * as lines from '../../shared/timeline';
import { handoffAnswer, widgetInit, widgetLeadAnswer, type LeadSource } from '../../shared/wire';
import type { Rule } from '../../shared/wire_parts/rules';
import { Prompts } from '../prompts/prompts';
import type { Shell } from '../shell';
import type { ChatStore } from '../state/chat_store';
import type { PersistedState } from '../state/persisted_state';
import { Calls } from './calls';
import { LiveChannel } from './live_channel';
import { readOpening, type Opening } from './opening_answer';
import { Outbox } from './outbox';
import { PageTeller } from './page_teller';
import type { Session } from './session';

export interface SentLead {
  clientId: string;
  source: LeadSource;
  fields: Record<string, string>;
  ruleId: string | null;
}

export class Talk {
  readonly #store: ChatStore;
  readonly #session: Session;
  readonly #calls: Calls;
  readonly #ended: () => void;
  readonly channel: LiveChannel;
  readonly outbox: Outbox;
  readonly prompts: Prompts;
  readonly page: PageTeller;

  /** `ended` is called when the server says that the conversation is gone. */
  constructor(
    signals: Shell['signals'],
    persisted: PersistedState,
    store: ChatStore,
    session: Session,
    ended: () => void,
  ) {
    this.#store = store;
    this.#session = session;
    this.#ended = ended;
    const calls = new Calls(session);
    this.#calls = calls;
    this.channel = new LiveChannel(store, calls, session, {
      joined: () => this.outbox.pump(),
      ended,
      streaming: () => this.outbox.streaming,
    });
    this.outbox = new Outbox(store, calls, persisted, this.channel, ended);
    this.prompts = new Prompts(persisted.key, signals);
    this.page = new PageTeller(calls, persisted);
  }

  /**
   * Begins with a conversation: shows what it has, and joins its channel. `remembered` is the one
   * that the persisted sends belong to.
   */
  enter({ whole, last_seq, conversation_id }: Opening, remembered: string | null): void {
    const { entries, rules, realtime, agent } = widgetInit(whole);
    const page = { entries, last_seq, more: (entries[0]?.seq ?? 1) > 1 };
    this.prompts.learn(rules);
    const prompts = this.prompts.restored(conversation_id, entries);
    const pending = this.outbox.carried(remembered, conversation_id);
    const timeline = lines.newestLoaded({ ...lines.emptyTimeline, pending }, page);
    this.#store.epoch = Math.max(this.#store.epoch, timeline.epoch);
    this.#store.set({ prompts, timeline, leadForm: agent.lead_form });
    this.channel.join(realtime);
    this.outbox.pump();
  }

  /** Goes on with the same conversation, after its token was renewed. */
  resume({ whole, last_seq }: Opening): void {
    this.prompts.learn(widgetInit(whole).rules);
    this.#store.update(lines.serverReported(this.#store.state.timeline, last_seq));
    this.channel.fillGap();
    this.outbox.pump();
  }

  leave(): void {
    this.channel.disconnect();
    this.outbox.stop();
    this.page.stop();
  }

  async askForHuman(reason: 'handoff' | 'offer', rule: Rule | null = null): Promise<void> {
    if (this.#store.state.asking) return;
    this.#store.set({ asking: true, trouble: '' });
    const json = rule === null ? { reason } : { reason: 'rule', rule_id: rule.id };
    const answer = await this.#calls.call('/v1/widget/handoff', {
      method: 'POST',
      json,
      read: handoffAnswer,
    });
    this.#store.set({ asking: false });
    // A failure of what the visitor did not request is not shown to them.
    if (!answer.ok) return rule === null ? this.#failed(answer.problem) : undefined;
    const { conversation, state } = answer.value;
    this.channel.control(conversation);
    // The timeline says that nobody is available.
    if (state === 'closed')
      this.#store.update(lines.serverReported(this.#store.state.timeline, conversation.last_seq));
    if (lines.hasGap(this.#store.state.timeline)) void this.channel.catchUp();
  }

  /** A rule may call a human, without the visitor. */
  callByRule(): void {
    const rule = this.prompts.route(this.#store.state);
    if (rule) void this.askForHuman('handoff', rule);
  }

  async sendLead({ clientId, source, fields, ruleId }: SentLead): Promise<Problem | null> {
    const answer = await this.#calls.call('/v1/widget/leads', {
      method: 'POST',
      json: {
        client_id: clientId,
        source,
        fields,
        ...(ruleId === null ? {} : { rule_id: ruleId }),
      },
      read: widgetLeadAnswer,
    });
    return answer.ok ? null : answer.problem;
  }

  async clear(): Promise<void> {
    const answer = await this.#calls.call('/v1/widget/clear', {
      method: 'POST',
      json: {},
      read: readOpening,
    });
    if (!answer.ok) return this.#failed(answer.problem);
    this.outbox.forget();
    this.#session.adopt(answer.value);
  }

  #failed(problem: Problem): void {
    if (problem.status === 410) return this.#ended();
    const wait = problem.retryAfter;
    const trouble =
      problem.status === 429 && wait !== null
        ? `That was a little fast. Try again in ${wait} s.`
        : 'That didn\u2019t work. Please try again.';
    this.#store.set({ trouble });
  }
}
